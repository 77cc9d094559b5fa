%%% An acceptor's stable storage: one file, to which every write appends a
%%% record. When write/2 returns, write(2) has returned: what was written
%%% survives kill -9 of the node, not a power cut.
%%%
%%% A record is a length, a CRC and a term. One that was torn, because the
%%% disk was full or the machine died, ends the file: what was written before
%%% it counts.
-module(pers).

-export([new/1, recover/1, write/2]).
-export_type([pers/0]).

%% A file that has grown beyond this is replaced by one with its last record.
-define(BYTES_MAX, 1048576).

-record(pers, {file :: file:filename_all(),
               device = closed :: closed | file:io_device(),
               bytes = 0 :: non_neg_integer()}).
-opaque pers() :: #pers{}.

%% Storage in a file that does not exist yet, and does not before the first
%% write. It belongs to the process that writes.
-spec new(file:filename_all()) -> pers().
new(File) ->
    #pers{file = File}.

%% The last record, and storage that continues after it.
-spec recover(file:filename_all()) ->
          {ok, none | {stored, term()}, pers()} | {error, file:posix() | badarg}.
recover(File) ->
    case file:read_file(File) of
        {ok, Bytes} ->
            {Last, Length} = last_record(Bytes, none, 0),
            reopen(File, Last, Length);
        {error, enoent} ->
            {ok, none, new(File)};
        {error, _} = Error ->
            Error
    end.

last_record(<<Size:32, Crc:32, Payload:Size/binary, Rest/binary>>, Last, Length) ->
    case erlang:crc32(Payload) of
        Crc -> last_record(Rest, {stored, binary_to_term(Payload)}, Length + 8 + Size);
        _ -> {Last, Length}
    end;
last_record(_, Last, Length) ->
    {Last, Length}.

%% Bytes after the last whole record are cut off; they would hide all records
%% that are written later.
reopen(File, Last, Length) ->
    case file:open(File, [raw, binary, read, write]) of
        {ok, Device} ->
            {ok, Length} = file:position(Device, Length),
            case file:truncate(Device) of
                ok -> {ok, Last, #pers{file = File, device = Device, bytes = Length}};
                {error, _} = Error -> Error
            end;
        {error, _} = Error ->
            Error
    end.

%% Replaces the last record.
-spec write(term(), pers()) -> {ok, pers()} | {error, file:posix() | badarg | terminated}.
write(Term, #pers{device = closed, file = File} = Pers) ->
    case file:open(File, [raw, binary, write, exclusive]) of
        {ok, Device} -> write(Term, Pers#pers{device = Device});
        {error, _} = Error -> Error
    end;
write(Term, #pers{bytes = Bytes} = Pers) when Bytes > ?BYTES_MAX ->
    replace(Term, Pers);
write(Term, #pers{device = Device, bytes = Bytes} = Pers) ->
    Record = record(Term),
    case file:write(Device, Record) of
        ok -> {ok, Pers#pers{bytes = Bytes + iolist_size(Record)}};
        {error, _} = Error -> Error
    end.

%% A rename is all or nothing, so there is always one whole file.
replace(Term, #pers{file = File, device = Old}) ->
    Next = [File, ".next"],
    _ = file:delete(Next),
    case write(Term, new(unicode:characters_to_list(Next))) of
        {ok, Pers} ->
            _ = file:close(Old),
            case file:rename(Next, File) of
                ok -> {ok, Pers#pers{file = File}};
                {error, _} = Error -> Error
            end;
        {error, _} = Error ->
            Error
    end.

record(Term) ->
    Payload = term_to_binary(Term),
    [<<(byte_size(Payload)):32, (erlang:crc32(Payload)):32>>, Payload].
