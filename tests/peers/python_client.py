"""Calls MCP servers with the official Python SDK's client, and says what came of it.

stdin: {"servers": [{"name", "command", "args", "env", "url", "calls": [{"tool", "good", "bad"}], "noResource"}]}. Each
server is called over stdio (command, args, env) and over Streamable HTTP (url). A text "$tool.field" among arguments
stands for a field of what that tool's last good call gave. What is under way is asked for again. stdout: a line of JSON
for each session, call and resource. The SDK itself checks structured content against the output schema: what it says of
that is in "raised".
"""

import asyncio
import json
import os
import sys
import time

from mcp import Client, MCPError, StdioServerParameters, stdio_client

READ_TIMEOUT_S = 40
# States of a job, as the tools describe them, and how often it is asked for.
UNDER_WAY = ("Scheduled", "Running", "DETECTION_IN_PROGRESS")
MAX_ASKED = 5


def say(**line):
    print(json.dumps(line), flush=True)


def resolved(value, given):
    if isinstance(value, str) and value.startswith("$"):
        tool, field = value[1:].split(".")
        return given[tool][field]
    if isinstance(value, dict):
        return {key: resolved(one, given) for key, one in value.items()}
    return value


async def called(client, tool, arguments):
    started = time.perf_counter()
    try:
        result = await client.call_tool(tool, arguments)
    except Exception as error:
        return {"ms": elapsed(started), "raised": f"{type(error).__name__}: {error}"}
    return {
        "ms": elapsed(started),
        "isError": bool(result.is_error),
        "structured": result.structured_content,
        "text": "\n".join(getattr(one, "text", "") for one in result.content),
    }


async def read(client, uri):
    started = time.perf_counter()
    try:
        result = await client.read_resource(uri)
    except MCPError as error:
        return {"ms": elapsed(started), "refused": error.code}
    except Exception as error:
        return {"ms": elapsed(started), "raised": f"{type(error).__name__}: {error}"}
    return {"ms": elapsed(started), "text": "\n".join(one.text for one in result.contents)}


def elapsed(started):
    return (time.perf_counter() - started) * 1000


async def session(server, over, target):
    about = {"server": server["name"], "over": over}
    async with Client(target, read_timeout_seconds=READ_TIMEOUT_S) as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        say(**about, protocol=client.protocol_version, tools=tools)
        given = {}
        for call in server["calls"]:
            tool = call["tool"]
            if tool not in tools:
                continue
            for kind in ("good", "bad"):
                try:
                    arguments = resolved(call[kind], given)
                except (KeyError, TypeError):
                    say(**about, tool=tool, kind=kind, ms=0, raised=f"{call[kind]} is not known")
                    continue
                for _ in range(MAX_ASKED):
                    outcome = await called(client, tool, arguments)
                    if (outcome.get("structured") or {}).get("status") not in UNDER_WAY:
                        break
                if kind == "good":
                    given[tool] = outcome.get("structured")
                say(**about, tool=tool, kind=kind, **outcome)
        for resource in (await client.list_resources()).resources:
            say(**about, uri=str(resource.uri), kind="good", **await read(client, str(resource.uri)))
        say(**about, uri=server["noResource"], kind="bad", **await read(client, server["noResource"]))


async def main():
    # A server's log is of no interest here, and must be read all the same.
    with open(os.devnull, "w") as nowhere:
        for server in json.load(sys.stdin)["servers"]:
            program = StdioServerParameters(command=server["command"], args=server["args"], env=server["env"])
            await session(server, "stdio", stdio_client(program, errlog=nowhere))
            await session(server, "http", server["url"])


asyncio.run(main())
