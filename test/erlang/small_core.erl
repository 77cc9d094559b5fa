%%% Small cores for tests, each made from a line or two: the classic core of its
%%% role, with what the line says in front. `classic(Event, State)' in a line is
%%% a step of the classic core.
-module(small_core).
-export([load/3, unload/1]).

%% Loads a core as module Name. Lines are clauses of handle/2, or of init/1 or
%% recover/2 (of a proposer: it comes back then), with `Config' and `Stored' free to use.
load(Name, Role, Lines) ->
    Own = maps:from_list(Lines),
    Recovers = Role =:= acceptor orelse is_map_key(recover, Own),
    Text = ["-module(", atom_to_list(Name), ").\n-behaviour(paxy_core).\n-compile(nowarn_unused_function).\n",
            "-paxy_role(", atom_to_list(Role), "). ", exports(Recovers),
            "init(Config) -> ", maps:get(init, Own, classic(Role) ++ ":init(Config)"), ".\n",
            [["recover(Config, Stored) -> ", maps:get(recover, Own, classic(Role) ++ ":recover(Config, Stored)"), ".\n"]
             || Recovers],
            [[Clause, ";\n"] || {handle, Clause} <- Lines],
            "handle(Event, State) -> classic(Event, State).\n",
            "classic(Event, State) -> ", classic(Role), ":handle(Event, State).\n"],
    {module, Name} = code:load_binary(Name, atom_to_list(Name), compiled(lists:flatten(Text))),
    Name.

unload(Name) ->
    true = code:delete(Name),
    _ = code:purge(Name),
    ok.

exports(true) -> "-export([init/1, handle/2, recover/2]).\n";
exports(false) -> "-export([init/1, handle/2]).\n".

classic(Role) -> "modular_" ++ atom_to_list(Role).

compiled(Text) ->
    {ok, Tokens, _} = erl_scan:string(Text),
    {ok, _, Binary} = compile:forms([form(Form) || Form <- split(Tokens)], [return_errors, debug_info]),
    Binary.

form(Tokens) ->
    {ok, Form} = erl_parse:parse_form(Tokens),
    Form.

split([]) -> [];
split(Tokens) ->
    {Form, [Dot | Rest]} = lists:splitwith(fun(Token) -> element(1, Token) =/= dot end, Tokens),
    [Form ++ [Dot] | split(Rest)].
