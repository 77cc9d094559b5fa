%%% What redirected calls mean in virtual time (paxy_lab_calls): waiting and timers.
%%% The last argument is the place in the folder's files where the call stands.
-module(paxy_lab_virtual_timers).
-include("paxy_lab_actor.hrl").

-export([sleep/2, timer_send_after/3, timer_send_after/4, send_after/4, start_timer/4, timer_cancel/2,
         cancel_timer/2, read_timer/2]).

%% Of what is already sent, where there is no time.
-define(REF_SENT, 99_999).

-type place() :: paxy_lab_place:place().

%% A sleep that is converted never comes here.
-spec sleep(term(), place()) -> no_return().
sleep(_, Place) -> erlang:throw({paxy_lab, sleeps_inside, Place}).

-spec timer_send_after(term(), term(), place()) -> {ok, reference()}.
timer_send_after(Ms, Message, Place) -> timer_send_after(Ms, paxy_lab_virtual:self(), Message, Place).

-spec timer_send_after(term(), term(), term(), place()) -> {ok, reference()} | {error, badarg}.
timer_send_after(Ms, To, Message, Place) when is_integer(Ms), Ms >= 0 ->
    {ok, later(Ms, To, fun(_) -> Message end, Place)};
timer_send_after(_, _, _, _) -> {error, badarg}.

-spec send_after(term(), term(), term(), place()) -> reference().
send_after(Ms, To, Message, Place) when is_integer(Ms), Ms >= 0 -> later(Ms, To, fun(_) -> Message end, Place);
send_after(_, _, _, _) -> erlang:error(badarg).

-spec start_timer(term(), term(), term(), place()) -> reference().
start_timer(Ms, To, Message, Place) when is_integer(Ms), Ms >= 0 ->
    later(Ms, To, fun(Ref) -> {timeout, Ref, Message} end, Place);
start_timer(_, _, _, _) -> erlang:error(badarg).

%% Where every schedule is tried a delay is nothing but a message on its way;
%% its reference counts nothing, or no two states would be equal.
later(Ms, To, Message, Place) ->
    case {paxy_lab_virtual_messages:destination(To, paxy_lab_step:lab()), paxy_lab_step:lab()} of
        {{actor, _, _}, #lab{every = true}} ->
            Ref = paxy_lab_virtual_chance:numbered_ref(?REF_SENT),
            _ = paxy_lab_virtual_messages:send(To, Message(Ref), Place),
            Ref;
        _ ->
            Ref = paxy_lab_virtual_chance:next_ref(),
            #lab{late = Late} = Lab = paxy_lab_step:lab(),
            paxy_lab_step:become(Lab#lab{late = Late#{Ref => {To, Message(Ref), Place}}}, {later, {late, Ref}, Ms}),
            Ref
    end.

-spec timer_cancel(term(), place()) -> {ok, cancel} | {error, badarg}.
timer_cancel(Ref, Place) when is_reference(Ref) ->
    _ = cancel_timer(Ref, Place),
    {ok, cancel};
timer_cancel(_, _) -> {error, badarg}.

-spec cancel_timer(reference(), place()) -> non_neg_integer() | false.
cancel_timer(Ref, _) ->
    #lab{late = Late} = Lab = paxy_lab_step:lab(),
    case Late of
        #{Ref := _} -> paxy_lab_step:become(Lab#lab{late = maps:remove(Ref, Late)}), 0;
        #{} -> false
    end.

-spec read_timer(reference(), place()) -> non_neg_integer() | false.
read_timer(Ref, _) ->
    case (paxy_lab_step:lab())#lab.late of
        #{Ref := _} -> 0;
        #{} -> false
    end.
