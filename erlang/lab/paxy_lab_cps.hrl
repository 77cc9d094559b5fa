%% What is known where an expression stands, while a module is converted.
-record(env, {module :: module(),                     %% as the folder calls it
              target :: module(),                     %% the converted one
              names :: #{module() => module()},
              scope :: paxy_lab_blocking:scope(),
              lifted = #{} :: #{{atom(), arity()} => {atom(), [cerl:var_name()], Blocks :: boolean()}},
              place = none :: paxy_lab_place:place(), %% of the function
              handler = false :: boolean(),           %% in what was a handler of exceptions
              moved = false :: boolean()}).           %% in a function of another arity than it was
