"""How a client is greeted, logged in, answered, served with events, and cut off."""

import asyncio
import socket

from cti.simulator.scenario import SCENARIOS
from cti.simulator.settings import scenario_settings
from cti.simulator.simulator import Simulator
from cti.simulator.timeline import VirtualTime
from tests.unit.simulator.client import Client

Address = tuple[str, int]


async def test_a_login_is_accepted_and_followed_by_fully_booted(address: Address) -> None:
    client = await Client.connect(*address)
    assert (await client.log_in())["Message"] == "Authentication accepted"
    booted = await client.until("FullyBooted")
    assert booted["Status"] == "Fully Booted"
    assert booted["Uptime"] == "0"


async def test_a_wrong_secret_is_refused_in_asterisks_words_and_ends_the_session(address: Address) -> None:
    client = await Client.connect(*address)
    answer = await client.log_in(Secret="guess")
    assert (answer["Response"], answer["Message"]) == ("Error", "Authentication failed")
    assert await client.is_cut_off()


async def test_nothing_is_permitted_before_the_login(address: Address) -> None:
    client = await Client.connect(*address)
    assert (await client.ask("QueueStatus"))["Message"] == "Permission denied"


async def test_an_unknown_action_is_said_to_be_unknown(client: Client) -> None:
    answer = await client.ask("MakeCoffee")
    assert (answer["Response"], answer["Message"]) == ("Error", "Invalid/unknown command")
    assert (await client.ask(""))["Message"] == "Missing action in request"


async def test_ping_and_the_facts_about_the_pbx_are_answered(client: Client) -> None:
    assert (await client.ask("Ping"))["Ping"] == "Pong"
    assert (await client.ask("CoreSettings"))["AsteriskVersion"].startswith("22.")
    assert (await client.ask("CoreStatus"))["CoreCurrentCalls"] == "0"
    assert (await client.ask("CoreShowChannelMap", Channel="x"))["Response"] == "Error"


async def test_an_action_cut_into_single_bytes_is_understood(client: Client) -> None:
    for byte in b"Action: Ping\r\nActionID: slow\r\n\r\n":
        client.writer.write(bytes([byte]))
        await client.writer.drain()
    assert (await client.until(lambda block: block.get("ActionID") == "slow"))["Ping"] == "Pong"


async def test_events_go_to_every_client_that_wants_them(
    address: Address, simulator: Simulator, time: VirtualTime, client: Client
) -> None:
    other, deaf, queues_only = [await Client.connect(*address) for _ in range(3)]
    await other.log_in()
    await deaf.log_in(Events="off")
    await queues_only.log_in()
    assert (await queues_only.ask("Events", EventMask="agent"))["Events"] == "On"
    await time.run(simulator.play(SCENARIOS["answered_caller_hangs_up"]))
    for each in (client, other):
        assert (await each.until("AgentComplete"))["Reason"] == "caller"
        assert any(event.get("Event") == "Newchannel" for event in each.events)
    await queues_only.until("AgentComplete")
    assert {event["Privilege"] for event in queues_only.events if "Privilege" in event} == {
        "agent,all",
        "system,all",
    }
    assert (await deaf.ask("Ping"))["Ping"] == "Pong"
    assert [event["Event"] for event in deaf.events] == ["FullyBooted"]


async def test_logoff_says_goodbye_and_ends_the_session(client: Client) -> None:
    assert (await client.ask("Logoff"))["Response"] == "Goodbye"
    assert await client.is_cut_off()


async def test_a_client_that_does_not_read_is_cut_off_and_the_others_go_on() -> None:
    time = VirtualTime()
    simulator = Simulator(scenario_settings(write_timeout_s=0.05), time)
    host, port = await simulator.start()
    good = await Client.connect(host, port)
    await good.log_in()
    lazy = socket.socket()
    lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    lazy.connect((host, port))
    lazy.sendall(b"Action: Login\r\nUsername: cti\r\nSecret: cti\r\n\r\n")
    await asyncio.wait_for(_flood_until_cut(simulator, time, good), 20)
    assert (await good.ask("Ping"))["Ping"] == "Pong"
    lazy.close()
    await simulator.stop()


async def _flood_until_cut(simulator: Simulator, time: VirtualTime, good: Client) -> None:
    while simulator.clients < 2:
        await good.ask("Ping")
    while simulator.clients > 1:
        await time.run(simulator.play(SCENARIOS["answered_caller_hangs_up"]))
        await good.ask("Ping")


async def test_clients_can_be_cut_while_the_calls_go_on(
    address: Address, simulator: Simulator, client: Client
) -> None:
    await simulator.cut_clients()
    assert await client.is_cut_off()
    again = await Client.connect(*address)
    assert (await again.log_in())["Response"] == "Success"
