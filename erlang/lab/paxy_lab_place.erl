%%% Where in a folder's files something stands, from the compiler's annotations.
-module(paxy_lab_place).

-export([of_node/1, text/1, at/2, bare/1]).
-export_type([place/0]).

-type place() :: none | {File :: string(), Line :: pos_integer()}.

%% The first place that an expression, or a part of it, names.
-spec of_node(cerl:cerl()) -> place().
of_node(Node) ->
    case of_annotation(cerl:get_ann(Node)) of
        none ->
            lists:foldl(fun(Part, none) -> of_node(Part);
                           (_, Found) -> Found
                        end, none, lists:append(cerl:subtrees(Node)));
        Place -> Place
    end.

of_annotation(Annotation) ->
    Lines = [Line || {Line, _} <- Annotation, is_integer(Line), Line > 0]
        ++ [Line || Line <- Annotation, is_integer(Line), Line > 0],
    case {Lines, lists:keyfind(file, 1, [Pair || {_, _} = Pair <- Annotation])} of
        {[Line | _], {file, File}} -> {filename:basename(File), Line};
        {[Line | _], false} -> {"", Line};
        {[], _} -> none
    end.

%% For example proposer.erl:58.
-spec text(place()) -> binary().
text(none) -> <<>>;
text({File, Line}) -> unicode:characters_to_binary([File, $:, integer_to_list(Line)]).

%% A message of a trace with the place of the code that did it.
-spec at(place(), Message) -> Message | {'$at', File :: string(), Line :: pos_integer(), Message}.
at(none, Message) -> Message;
at({File, Line}, Message) -> {'$at', File, Line, Message}.

%% A message of a trace without its place.
-spec bare(term()) -> term().
bare({'$at', _, _, Message}) -> Message;
bare(Message) -> Message.
