%%% What the conversion of a module makes on the way: numbers, variables, frames, and the
%%% pieces that become its functions. Numbers and pieces are kept by the process.
-module(paxy_lab_cps_made).
-include("paxy_lab_cps.hrl").

-export([collected/1, resumed/6, frame/7, named/2, blocks/2, blocking_function/2, free/2, names/1, virtual/2,
         fresh/0, continuation/0, next_id/0, emit/1]).
-export_type([piece/0]).

%% A function, or a clause of an entrance.
-type piece() :: {def, {cerl:c_var(), cerl:c_fun()}} | {Entrance :: atom(), cerl:c_clause()}.

%% The result of Work, and the pieces that it made, the newest first.
-spec collected(fun(() -> Result)) -> {Result, [piece()]}.
collected(Work) ->
    put(?MODULE, {0, []}),
    Result = Work(),
    {_, Emitted} = erase(?MODULE),
    {Result, Emitted}.

%% A frame in which Body goes on with Vars; it is given a name for its users.
-spec resumed([cerl:c_var()], Body :: cerl:cerl(), Inner :: cerl:c_var(), #env{}, K :: cerl:cerl(),
              Use :: fun((cerl:c_var()) -> cerl:cerl())) -> cerl:cerl().
resumed(Vars, Body, Inner, Env, K, Use) ->
    Pattern = case Vars of
                  [Var] -> Var;
                  _ -> cerl:c_tuple(Vars)
              end,
    Free = free(Body, names(Vars ++ [Inner])),
    Frame = frame(resume, Free, Inner, K, [Pattern], Body, Env),
    Name = fresh(),
    cerl:c_let([Name], Frame, Use(Name)).

%% Makes a clause of an entrance, and the expression that makes its frame.
-spec frame(Entrance :: atom(), Free :: [cerl:var_name()], Inner :: cerl:c_var(), K :: cerl:cerl(), [cerl:cerl()],
            Body :: cerl:cerl(), #env{}) -> cerl:cerl().
frame(Entrance, Free, Inner, K, Arguments, Body, #env{target = Target}) ->
    Id = next_id(),
    Vars = [cerl:c_var(Name) || Name <- Free],
    Made = fun(Next) -> cerl:c_tuple([cerl:c_atom(Target), cerl:c_int(Id)] ++ Vars ++ [Next]) end,
    emit({Entrance, cerl:c_clause([Made(Inner) | Arguments], cerl:c_atom(true), Body)}),
    Made(K).

%% A place, or else that of the function.
-spec named(paxy_lab_place:place(), #env{}) -> paxy_lab_place:place().
named(none, #env{place = Place}) -> Place;
named(Place, _) -> Place.

%% Can an expression wait?
-spec blocks(cerl:cerl(), #env{}) -> boolean().
blocks(Node, #env{scope = Scope}) -> paxy_lab_blocking:blocks(Node, Scope).

%% Can this function of the module wait?
-spec blocking_function({atom(), arity()}, #env{}) -> boolean().
blocking_function({Name, Arity}, #env{module = Module, scope = #{known := Known, local := Local}}) ->
    lists:member({Name, Arity}, Local) orelse is_map_key({Module, Name, Arity}, Known).

%% The variables of an expression that are bound around it.
-spec free(cerl:cerl(), Bound :: [cerl:var_name()]) -> [cerl:var_name()].
free(Body, Bound) ->
    [Name || Name <- cerl_trees:free_variables(Body), not is_tuple(Name), not lists:member(Name, Bound)].

%% The names of variables.
-spec names([cerl:c_var()]) -> [cerl:var_name()].
names(Vars) -> [cerl:var_name(Var) || Var <- Vars].

%% A call of what redirected calls mean in virtual time.
-spec virtual(atom(), [cerl:cerl()]) -> cerl:cerl().
virtual(Name, Args) -> cerl:c_call(cerl:c_atom(paxy_lab_virtual), cerl:c_atom(Name), Args).

%% A new variable.
-spec fresh() -> cerl:c_var().
fresh() -> cerl:c_var(list_to_atom("$v" ++ integer_to_list(next_id()))).

%% A new variable for a continuation.
-spec continuation() -> cerl:c_var().
continuation() -> cerl:c_var(list_to_atom("$k" ++ integer_to_list(next_id()))).

%% A number that nothing of this module has yet.
-spec next_id() -> non_neg_integer().
next_id() ->
    {Id, Emitted} = get(?MODULE),
    put(?MODULE, {Id + 1, Emitted}),
    Id.

%% Keeps a piece.
-spec emit(piece()) -> ok.
emit(Piece) ->
    {Id, Emitted} = get(?MODULE),
    put(?MODULE, {Id, [Piece | Emitted]}),
    ok.
