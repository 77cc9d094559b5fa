%%% What redirected calls mean in virtual time (paxy_lab_calls): clocks.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_clocks).

-export([monotonic_time/1, monotonic_time/2, system_time/1, system_time/2, timestamp/1, statistics/2,
         localtime/1, date/1, time/1]).

-type place() :: paxy_lab_place:place().

-spec monotonic_time(place()) -> integer().
monotonic_time(_) -> in(native).
-spec monotonic_time(erlang:time_unit(), place()) -> integer().
monotonic_time(Unit, _) -> in(Unit).
-spec system_time(place()) -> integer().
system_time(_) -> in(native).
-spec system_time(erlang:time_unit(), place()) -> integer().
system_time(Unit, _) -> in(Unit).

in(Unit) -> erlang:convert_time_unit(paxy_lab_step:now_ms(), millisecond, Unit).

-spec timestamp(place()) -> erlang:timestamp().
timestamp(_) ->
    Now = paxy_lab_step:now_ms(),
    {0, Now div 1000, (Now rem 1000) * 1000}.

-spec statistics(atom(), place()) -> term().
statistics(_, _) -> {paxy_lab_step:now_ms(), 0}.

-spec localtime(place()) -> calendar:datetime().
localtime(_) -> calendar:gregorian_seconds_to_datetime(62167219200 + paxy_lab_step:now_ms() div 1000).
-spec date(place()) -> calendar:date().
date(Place) -> element(1, localtime(Place)).
-spec time(place()) -> calendar:time().
time(Place) -> element(2, localtime(Place)).
