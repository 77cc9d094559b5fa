%%% Turns process-style code into code that can be stopped where it waits and
%%% continued later: a selective continuation-passing conversion of Core Erlang.
%%%
%%% Only functions that can block (paxy_lab_blocking) are converted; they take
%%% one more argument, the continuation. All else stays as the compiler made
%%% it. A continuation is a plain frame {Module, Id, Variables..., Next}: it can
%%% be compared, printed and kept. What runs until the next wait returns
%%%   {wait, Frame, Timeout, Place}   at a receive, which Frame continues
%%%   {sleep, Frame, Ms}              at a sleep
%%%   {done, Value}                   at the end
%%% and a converted module has these entrances to continue it:
%%%   '$resume'(Frame, Value)         the value that was waited for
%%%   '$receive'(Frame, Message)      a message; `nomatch' when no clause takes it
%%%   '$after'(Frame)                 the time-out of a receive
%%%   '$place'(Frame, Message)        of the clause that would take it, for traces; `$after' stands for the time-out
%%%   '$catch'(Frame, Class, Reason, Stack)   an exception, in a handler's frame
%%%   '$call'(Fun, Arguments, Frame)  a fun that blocks: {'$fun', Module, Id, Variables...}
-module(paxy_lab_cps).
-include("paxy_lab_cps.hrl").

-export([convert/4]).

%% A module of a folder, converted; Names gives the new name of every module.
-spec convert(module(), cerl:c_module(), #{module() => module()}, paxy_lab_blocking:known()) -> cerl:c_module().
convert(Module, Core, Names, Known) ->
    Target = map_get(Module, Names),
    Env = #env{module = Module, target = Target, names = Names,
               scope = paxy_lab_blocking:scope(Module, Known)},
    Loops = paxy_lab_loops:find(Core),
    {Own, Made} = paxy_lab_cps_made:collected(fun() -> [definition(Def, Loops, Env)
                                                        || {Var, _} = Def <- cerl:module_defs(Core),
                                                           wanted(Module, cerl:var_name(Var))] end),
    Defs = Own ++ [Def || {def, Def} <- Made] ++ paxy_lab_cps_entrances:entrances(Made) ++ about(Target),
    cerl:c_module(cerl:c_atom(Target), [Name || {Name, _} <- Defs], [], Defs).

%% What every module tells of itself.
about(Target) ->
    Item = cerl:c_var('$item'),
    Ask = fun(Args) -> cerl:c_call(cerl:c_atom(erlang), cerl:c_atom(get_module_info), [cerl:c_atom(Target) | Args]) end,
    [{cerl:c_fname(module_info, 0), cerl:c_fun([], Ask([]))},
     {cerl:c_fname(module_info, 1), cerl:c_fun([Item], Ask([Item]))}].

wanted(_, {module_info, _}) -> false;
wanted(paxy_lab_lists, {Name, _}) -> Name =/= core andalso Name =/= fun_arity;
wanted(_, _) -> true.

definition({Var, Fun}, Loops, Env0) ->
    {Name, Arity} = cerl:var_name(Var),
    Place = paxy_lab_place:of_node(Fun),
    Env = Env0#env{place = Place},
    case paxy_lab_cps_made:blocking_function({Name, Arity}, Env) of
        true ->
            K = paxy_lab_cps_made:continuation(),
            Body = paxy_lab_cps_blocking:cps(cerl:fun_body(Fun), K, 1, Env#env{moved = true}),
            {cerl:c_fname(Name, Arity + 1),
             cerl:c_fun(cerl:fun_vars(Fun) ++ [K], counted(Name, Arity, Loops, Place, Body))};
        false ->
            Body = paxy_lab_cps_plain:plain(cerl:fun_body(Fun), Env),
            {cerl:c_fname(Name, Arity),
             cerl:update_c_fun(Fun, cerl:fun_vars(Fun), counted(Name, Arity, Loops, Place, Body))}
    end.

%% A function that could call itself without waiting counts its calls.
counted(Name, Arity, Loops, Place, Body) ->
    case lists:member({Name, Arity}, Loops) of
        true -> cerl:c_seq(paxy_lab_cps_made:virtual(count, [cerl:abstract(Place)]), Body);
        false -> Body
    end.
