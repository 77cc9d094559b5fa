%% A folder for a test, which is gone afterwards.
-module(scratch).
-export([make/0, remove/1, within/1]).

make() ->
    Name = lists:concat(["paxy-test-", os:getpid(), "-", erlang:unique_integer([positive])]),
    Folder = filename:join(os:getenv("TMPDIR", "/tmp"), Name),
    ok = file:make_dir(Folder),
    Folder.

remove(Folder) ->
    file:del_dir_r(Folder).

within(Test) ->
    Folder = make(),
    try Test(Folder) after remove(Folder) end.
