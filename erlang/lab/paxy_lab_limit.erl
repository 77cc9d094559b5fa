%%% Bounds that a folder's code met in virtual time, in words.
-module(paxy_lab_limit).

-export([text/2]).

-spec text(atom(), paxy_lab_place:place()) -> iodata().
text(Limit, Place) ->
    Where = case paxy_lab_place:text(Place) of
                <<>> -> "";
                Text -> [" at ", Text]
            end,
    ["its process was ended", Where, ", since ", because(Limit)].

because(endless) -> "it called itself a million times without waiting for anything";
because(sleeps_inside) -> "it sleeps inside a function of a library, which virtual time cannot follow";
because(too_many_processes) -> "it made more than 131,000 processes".
