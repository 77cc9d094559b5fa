%%% The sources of a folder, read once. Links are not followed, other kinds of
%%% files are not opened, and there is a limit on how much there may be.
-module(paxy_lab_sources).

-export([read/1, text/1]).
-export_type([sources/0, read/0]).

-define(FILE_BYTES_MAX, 262144).
-define(FILES_MAX, 300).
-define(WORDS_MAX, 20000).
-define(DEPTH_MAX, 4).

-type sources() :: #{Name :: binary() => binary()}.
%% `unread' says of a source why it was not read; `notes' are for people.
-type read() :: #{sources := sources(), unread := #{binary() => binary()}, notes := [binary()]}.

%% The .erl and .hrl files of a folder by their names in it.
-spec read(file:filename_all()) -> {ok, read()} | {error, [paxy_lab_problem:problem()]}.
read(Folder) ->
    case file:list_dir(Folder) of
        {ok, _} ->
            Files = headers_beside(Folder) ++ lists:sublist(lists:sort(below(Folder, "", 0)), ?FILES_MAX),
            Empty = #{sources => #{}, unread => #{}, notes => []},
            {ok, lists:foldl(fun take/2, Empty, Files)};
        {error, Reason} ->
            {error, [paxy_lab_problem:new(none, none, ["the folder can't be read: ", file:format_error(Reason)])]}
    end.

%% The modules of a project are in src/, and its headers in include/ beside it.
headers_beside(Folder) ->
    Include = filename:join(filename:dirname(Folder), "include"),
    case lists:member(filename:basename(Folder), ["src", <<"src">>]) andalso file:read_link_info(Include) of
        {ok, Info} when element(3, Info) =:= directory ->
            [File || {Name, _, _, _} = File <- lists:sort(below(filename:dirname(Folder), "include", ?DEPTH_MAX - 1)),
                     filename:extension(Name) =:= ".hrl"];
        _ -> []
    end.

%% Names relative to the folder, with the path, the type and the size of each file.
below(_, _, ?DEPTH_MAX) ->
    [];
below(Folder, Prefix, Depth) ->
    case file:list_dir(filename:join(Folder, Prefix)) of
        {ok, Names} ->
            lists:append([entry(Folder, join(Prefix, Name), Depth) || Name <- Names, hd(Name) =/= $.]);
        {error, _} ->
            []
    end.

join("", Name) -> Name;
join(Prefix, Name) -> Prefix ++ "/" ++ Name.

entry(Folder, Name, Depth) ->
    Path = filename:join(Folder, Name),
    case file:read_link_info(Path) of
        {ok, Info} when element(3, Info) =:= directory -> below(Folder, Name, Depth + 1);
        {ok, Info} -> [{Name, Path, element(3, Info), element(2, Info)}];
        {error, _} -> []
    end.

take({Name, Path, Type, Size}, Read) ->
    case lists:member(filename:extension(Name), [".erl", ".hrl"]) of
        true -> source(Path, unicode:characters_to_binary(Name), Type, Size, Read);
        false when Type =:= regular -> other(Path, Name, Read);
        false -> Read
    end.

source(_, Name, symlink, _, Read) ->
    unread(Name, "is a symbolic link, and links are not followed", Read);
source(_, Name, regular, Size, Read) when Size > ?FILE_BYTES_MAX ->
    unread(Name, io_lib:format("has ~w bytes; a source may have at most ~w", [Size, ?FILE_BYTES_MAX]), Read);
source(Path, Name, regular, _, #{sources := Sources} = Read) ->
    case file:read_file(Path) of
        {ok, Bytes} ->
            case length(lists:usort(words(Bytes))) of
                Count when Count > ?WORDS_MAX -> unread(Name, "has too many different words", Read);
                _ -> Read#{sources := Sources#{Name => Bytes}}
            end;
        {error, Reason} ->
            unread(Name, ["can't be read: ", file:format_error(Reason)], Read)
    end;
source(_, Name, _, _, Read) ->
    unread(Name, "is not an ordinary file", Read).

%% Every atom that reading it could make.
words(Bytes) ->
    case re:run(Bytes, "[A-Za-z0-9_@\\x80-\\xff]+|'[^'\\n]*'", [global, {capture, first, binary}]) of
        {match, Words} -> Words;
        nomatch -> []
    end.

unread(Name, Sentence, #{unread := Unread} = Read) ->
    Read#{unread := Unread#{Name => unicode:characters_to_binary(Sentence)}}.

%% Stored data of earlier runs is worth a sentence: the next run would read it.
other(Path, Name, #{notes := Notes} = Read) ->
    case is_dets(Path) of
        true -> Read#{notes := Notes ++ [dets(Name)]};
        false -> Read
    end.

dets(Name) ->
    unicode:characters_to_binary(
      [Name, " is a dets file of an earlier run, which the next run of this folder would read;"
       " here every run begins without it."]).

%% The second word of every dets file (dets_v9 in stdlib).
is_dets(File) ->
    case file:open(File, [read, raw, binary]) of
        {ok, Device} ->
            Head = file:read(Device, 8),
            _ = file:close(Device),
            case Head of
                {ok, <<_:32, 16#abcdef:32>>} -> true;
                _ -> false
            end;
        {error, _} ->
            false
    end.

%% The characters of a source, and the encoding that they had: as its first
%% lines say, or UTF-8, or what is not UTF-8 and says nothing, Latin-1.
-spec text(binary()) -> {string(), utf8 | latin1}.
text(Bytes) ->
    case epp:read_encoding_from_binary(Bytes) of
        latin1 -> {binary_to_list(Bytes), latin1};
        _ ->
            case unicode:characters_to_list(Bytes, utf8) of
                Text when is_list(Text) -> {Text, utf8};
                _ -> {binary_to_list(Bytes), latin1}
            end
    end.
