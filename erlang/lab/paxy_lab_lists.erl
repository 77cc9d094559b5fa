%%% The functions of `lists' that take a fun, written plainly, for funs that
%%% block: they are converted together with the code of a folder
%%% (paxy_lab_cps). They do what those of `lists' do, in the same order.
-module(paxy_lab_lists).
-compile([debug_info]).

-export([fun_arity/2, core/0]).
-export([foreach/2, map/2, filter/2, foldl/3, foldr/3, all/2, any/2, flatmap/2, filtermap/2,
         mapfoldl/3, mapfoldr/3, partition/2, takewhile/2, dropwhile/2, splitwith/2, zipwith/3,
         search/2]).

%% How many arguments the fun of such a function takes.
-spec fun_arity(atom(), arity()) -> none | 1 | 2.
fun_arity(Name, 3) when Name =:= foldl; Name =:= foldr; Name =:= mapfoldl; Name =:= mapfoldr; Name =:= zipwith -> 2;
fun_arity(Name, 2) when Name =:= foreach; Name =:= map; Name =:= filter; Name =:= all; Name =:= any;
                        Name =:= flatmap; Name =:= filtermap; Name =:= partition; Name =:= takewhile;
                        Name =:= dropwhile; Name =:= splitwith; Name =:= search -> 1;
fun_arity(_, _) -> none.

%% This module in Core Erlang.
-spec core() -> cerl:c_module().
core() ->
    {ok, {_, [{abstract_code, {_, Forms}}]}} = beam_lib:chunks(code:which(?MODULE), [abstract_code]),
    {ok, ?MODULE, Core} = compile:forms(Forms, [to_core, binary, no_copt]),
    Core.

-spec foreach(fun((T) -> term()), [T]) -> ok.
foreach(F, [H | T]) -> _ = F(H), foreach(F, T);
foreach(_, []) -> ok.

-spec map(fun((A) -> B), [A]) -> [B].
map(F, [H | T]) -> R = F(H), [R | map(F, T)];
map(_, []) -> [].

-spec filter(fun((T) -> boolean()), [T]) -> [T].
filter(F, [H | T]) ->
    case F(H) of
        true -> [H | filter(F, T)];
        false -> filter(F, T)
    end;
filter(_, []) -> [].

-spec foldl(fun((T, A) -> A), A, [T]) -> A.
foldl(F, A, [H | T]) -> foldl(F, F(H, A), T);
foldl(_, A, []) -> A.

-spec foldr(fun((T, A) -> A), A, [T]) -> A.
foldr(F, A, [H | T]) -> F(H, foldr(F, A, T));
foldr(_, A, []) -> A.

-spec all(fun((T) -> boolean()), [T]) -> boolean().
all(F, [H | T]) ->
    case F(H) of
        true -> all(F, T);
        false -> false
    end;
all(_, []) -> true.

-spec any(fun((T) -> boolean()), [T]) -> boolean().
any(F, [H | T]) ->
    case F(H) of
        true -> true;
        false -> any(F, T)
    end;
any(_, []) -> false.

-spec flatmap(fun((A) -> [B]), [A]) -> [B].
flatmap(F, [H | T]) -> R = F(H), R ++ flatmap(F, T);
flatmap(_, []) -> [].

-spec filtermap(fun((T) -> boolean() | {true, B}), [T]) -> [T | B].
filtermap(F, [H | T]) ->
    case F(H) of
        true -> [H | filtermap(F, T)];
        {true, R} -> [R | filtermap(F, T)];
        false -> filtermap(F, T)
    end;
filtermap(_, []) -> [].

-spec mapfoldl(fun((A, S) -> {B, S}), S, [A]) -> {[B], S}.
mapfoldl(F, S0, [H | T]) ->
    {R, S1} = F(H, S0),
    {Rs, S} = mapfoldl(F, S1, T),
    {[R | Rs], S};
mapfoldl(_, S, []) -> {[], S}.

-spec mapfoldr(fun((A, S) -> {B, S}), S, [A]) -> {[B], S}.
mapfoldr(F, S0, [H | T]) ->
    {Rs, S1} = mapfoldr(F, S0, T),
    {R, S} = F(H, S1),
    {[R | Rs], S};
mapfoldr(_, S, []) -> {[], S}.

-spec partition(fun((T) -> boolean()), [T]) -> {[T], [T]}.
partition(F, L) -> partition(F, L, [], []).

partition(F, [H | T], Yes, No) ->
    case F(H) of
        true -> partition(F, T, [H | Yes], No);
        false -> partition(F, T, Yes, [H | No])
    end;
partition(_, [], Yes, No) -> {lists:reverse(Yes), lists:reverse(No)}.

-spec takewhile(fun((T) -> boolean()), [T]) -> [T].
takewhile(F, [H | T]) ->
    case F(H) of
        true -> [H | takewhile(F, T)];
        false -> []
    end;
takewhile(_, []) -> [].

-spec dropwhile(fun((T) -> boolean()), [T]) -> [T].
dropwhile(F, [H | T] = L) ->
    case F(H) of
        true -> dropwhile(F, T);
        false -> L
    end;
dropwhile(_, []) -> [].

-spec splitwith(fun((T) -> boolean()), [T]) -> {[T], [T]}.
splitwith(F, L) -> splitwith(F, L, []).

splitwith(F, [H | T] = L, Taken) ->
    case F(H) of
        true -> splitwith(F, T, [H | Taken]);
        false -> {lists:reverse(Taken), L}
    end;
splitwith(_, [], Taken) -> {lists:reverse(Taken), []}.

-spec zipwith(fun((A, B) -> C), [A], [B]) -> [C].
zipwith(F, [A | As], [B | Bs]) -> R = F(A, B), [R | zipwith(F, As, Bs)];
zipwith(_, [], []) -> [].

-spec search(fun((T) -> boolean()), [T]) -> {value, T} | false.
search(F, [H | T]) ->
    case F(H) of
        true -> {value, H};
        false -> search(F, T)
    end;
search(_, []) -> false.
