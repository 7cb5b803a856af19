#!/usr/bin/env escript
%% A peer on Erlang's gen_sctp, which says all that it is told: its roles are `serve HOST PORT`,
%% an echo, and `call HOST PORT`, a client that sends what it then hears back.

-include_lib("kernel/include/inet_sctp.hrl").

main(["serve", Host, Port]) ->
    {Address, Options} = address(Host),
    {ok, Socket} = gen_sctp:open([{ip, Address}, {port, list_to_integer(Port)} | Options]),
    ok = gen_sctp:listen(Socket, true),
    io:format("LISTENING~n"),
    serve(Socket);
main(["call", Host, Port]) ->
    {Address, Options} = address(Host),
    {ok, Socket} = gen_sctp:open(Options),
    Init = [{sctp_initmsg, #sctp_initmsg{num_ostreams = 7, max_instreams = 7}}],
    {ok, Change} = gen_sctp:connect(Socket, Address, list_to_integer(Port), Init),
    #sctp_assoc_change{state = comm_up, outbound_streams = Out, inbound_streams = In} = Change,
    io:format("UP out=~b in=~b~n", [Out, In]),
    [call(Socket, Change, Stream, Stream * 1001, Size)
     || {Stream, Size} <- [{0, 1}, {1, 1452}, {6, 65536}]],
    ok = gen_sctp:eof(Socket, Change),
    ended(Socket).

address(Host) ->
    {ok, Address} = inet:parse_address(Host),
    Family = case tuple_size(Address) of 4 -> inet; 8 -> inet6 end,
    {Address, [Family, binary, {active, false}, {sndbuf, 300000}, {recbuf, 300000}]}.

serve(Socket) ->
    case gen_sctp:recv(Socket) of
        {ok, {_, _, [#sctp_sndrcvinfo{} = Info], Data}} ->
            message(Info, Data),
            answer(Socket, Info, Data);
        {ok, {_, _, _, Event}} ->
            event(Event)
    end,
    serve(Socket).

answer(Socket, #sctp_sndrcvinfo{assoc_id = Id}, <<"shut down">>) ->
    ok = gen_sctp:eof(Socket, #sctp_assoc_change{assoc_id = Id});
answer(Socket, #sctp_sndrcvinfo{assoc_id = Id}, <<"abort">>) ->
    ok = gen_sctp:abort(Socket, #sctp_assoc_change{assoc_id = Id});
answer(Socket, #sctp_sndrcvinfo{stream = Stream, ppid = Ppid, flags = Flags, assoc_id = Id}, Data) ->
    Same = #sctp_sndrcvinfo{stream = Stream, ppid = Ppid, flags = Flags, assoc_id = Id},
    ok = gen_sctp:send(Socket, Same, Data).

call(Socket, #sctp_assoc_change{assoc_id = Id}, Stream, Ppid, Size) ->
    Data = binary:copy(<<"e">>, Size),
    Info = #sctp_sndrcvinfo{stream = Stream, ppid = Ppid, assoc_id = Id},
    ok = gen_sctp:send(Socket, Info, Data),
    {Same, Data} = heard(Socket),
    #sctp_sndrcvinfo{stream = Stream, ppid = Ppid} = Same,
    message(Same, Data).

heard(Socket) ->
    case gen_sctp:recv(Socket) of
        {ok, {_, _, [#sctp_sndrcvinfo{} = Info], Data}} -> {Info, Data};
        {ok, {_, _, _, Event}} -> event(Event), heard(Socket)
    end.

ended(Socket) ->
    case gen_sctp:recv(Socket) of
        {ok, {_, _, _, #sctp_assoc_change{} = Event}} -> event(Event);
        {ok, {_, _, _, Event}} -> event(Event), ended(Socket)
    end.

message(#sctp_sndrcvinfo{stream = Stream, ppid = Ppid, flags = Flags}, Data) ->
    io:format("MESSAGE size=~b stream=~b ppid=~b flags=~w~n",
              [byte_size(Data), Stream, Ppid, Flags]).

event(#sctp_assoc_change{state = State}) -> io:format("ASSOCIATION ~w~n", [State]);
event(Event) -> io:format("EVENT ~w~n", [element(1, Event)]).
