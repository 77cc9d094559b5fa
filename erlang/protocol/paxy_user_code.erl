%%% A user's own protocol: one module with a proposer core or an acceptor core
%%% (see paxy_core), compiled from its source. The module's name becomes the
%%% name of a version, in which the classic core plays the other role.
-module(paxy_user_code).

-export([compile/2, role/1, recovers/1]).

%% Compiles a file into a folder. Reasons are for people, a line each.
-spec compile(file:filename_all(), file:filename_all()) ->
          {ok, module(), acceptor | proposer} | {error, [binary()]}.
compile(File, Folder) ->
    Source = unicode:characters_to_list(File),
    Options = [return, debug_info, deterministic, {outdir, unicode:characters_to_list(Folder)}],
    case acceptable(list_to_atom(filename:basename(Source, ".erl"))) of
        ok ->
            case compile:file(filename:rootname(Source, ".erl"), Options) of
                {ok, Module, _} -> checked(Module, Folder);
                {error, Errors, _} -> {error, lines(Errors)}
            end;
        {error, _} = Error -> Error
    end.

%% A built-in version would be run in place of a module of its name, and a
%% module of a name in use would replace one that everything needs.
acceptable(Module) ->
    IsVersion = lists:member(Module, paxy_version:names()),
    case {code:which(Module), re:run(atom_to_list(Module), "^[a-z][a-zA-Z0-9_]{0,99}$")} of
        _ when IsVersion ->
            {error, [text("~s is the name of a built-in version; give the file and its module another name", [Module])]};
        {non_existing, {match, _}} -> ok;
        {non_existing, nomatch} ->
            {error, [<<"its name must begin with a small letter and consist of letters, digits and _">>]};
        _ -> {error, [text("there is a module ~s already; give the file and its module another name", [Module])]}
    end.

%% Read from its file: a module that is loaded runs its -on_load function, and
%% nothing may run of code that is only examined.
checked(Module, Folder) ->
    Beam = filename:join(unicode:characters_to_list(Folder), atom_to_list(Module)),
    {ok, {Module, [{exports, Exports}, {attributes, Attributes}]}} = beam_lib:chunks(Beam, [exports, attributes]),
    Role = role(Exports, Attributes),
    Needed = [{init, 1}, {handle, 2}] ++ [{recover, 2} || Role =:= acceptor],
    case {Role, Needed -- Exports} of
        {none, _} -> {error, [<<"it does not say -behaviour(paxy_core).">>]};
        {_, []} -> {ok, Module, Role};
        {_, Missing} ->
            Names = lists:join(", ", [io_lib:format("~s/~w", [Name, Arity]) || {Name, Arity} <- Missing]),
            {error, [text("it does not export ~ts", [Names])]}
    end.

%% The role of a core's module. Loads the module.
-spec role(module()) -> acceptor | proposer | none.
role(Module) ->
    case code:ensure_loaded(Module) of
        {module, Module} -> role(Module:module_info(exports), Module:module_info(attributes));
        {error, _} -> none
    end.

%% What -paxy_role says; else an acceptor exports recover/2, a proposer does not.
role(Exports, Attributes) ->
    Behaviours = lists:append([List || {Key, List} <- Attributes, Key =:= behaviour orelse Key =:= behavior]),
    Said = lists:append([List || {paxy_role, List} <- Attributes]),
    case {lists:member(paxy_core, Behaviours), Said, lists:member({recover, 2}, Exports)} of
        {false, _, _} -> none;
        {true, [Role], _} when Role =:= acceptor; Role =:= proposer -> Role;
        {true, _, true} -> acceptor;
        {true, _, false} -> proposer
    end.

%% Does a core that is loaded come back from a crash?
-spec recovers(module()) -> boolean().
recovers(Module) -> erlang:function_exported(Module, recover, 2).

lines(Errors) ->
    [line(Where, Module:format_error(Description)) || {_, OfFile} <- Errors, {Where, Module, Description} <- OfFile].

line(none, What) -> text("~ts", [What]);
line({Line, _Column}, What) -> text("line ~w: ~ts", [Line, What]);
line(Line, What) -> text("line ~w: ~ts", [Line, What]).

text(Format, Arguments) ->
    unicode:characters_to_binary(io_lib:format(Format, Arguments)).
