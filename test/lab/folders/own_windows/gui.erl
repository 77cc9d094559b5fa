-module(gui).
-export([start/2]).
-include_lib("wx/include/wx.hrl").
start(Name, Kind) -> spawn(fun() -> init(Name, Kind) end).
init(Name, _) ->
    Server = wx:new(),
    Frame = wxFrame:new(Server, -1, atom_to_list(Name), [{size,{200, 200}}]),
    wxFrame:show(Frame),
    loop(Frame).
loop(Frame) -> receive stop -> ok; _ -> loop(Frame) end.
