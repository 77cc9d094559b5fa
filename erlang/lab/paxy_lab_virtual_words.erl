%%% What redirected calls mean in virtual time (paxy_lab_calls): what a process keeps
%%% for itself, and the environment.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_words).
-include("paxy_lab_actor.hrl").

-export([put/3, get/2, erase/2, getenv/2, getenv/3]).

-type place() :: paxy_lab_place:place().

-spec put(term(), term(), place()) -> term().
put(Key, Value, Place) ->
    Before = get(Key, Place),
    #lab{words = Words, self = Self} = Lab = paxy_lab_step:lab(),
    paxy_lab_step:become(Lab#lab{words = Words#{{Self, Key} => Value}}),
    Before.

-spec get(term(), place()) -> term().
get(Key, _) ->
    #lab{words = Words, self = Self} = paxy_lab_step:lab(),
    maps:get({Self, Key}, Words, undefined).

-spec erase(term(), place()) -> term().
erase(Key, Place) ->
    Before = get(Key, Place),
    #lab{words = Words, self = Self} = Lab = paxy_lab_step:lab(),
    paxy_lab_step:become(Lab#lab{words = maps:remove({Self, Key}, Words)}),
    Before.

-spec getenv(string(), place()) -> string() | false.
getenv(Name, Place) -> getenv(Name, false, Place).

-spec getenv(string(), Default, place()) -> string() | Default.
getenv(Name, Default, _) ->
    #lab{config = Config} = paxy_lab_step:lab(),
    maps:get(Name, maps:get(environment, Config, #{}), Default).
