"""The protocol's server over an app's tools, by the official SDK's low-level server, which runs under trio."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from oro_framework.errors import NotFound, OroError
from oro_mcp.server.app_tools import AppTools
from oro_mcp.server.outcome import Outcome
from oro_mcp.server.principals import Principal
from oro_mcp.server.progress_notes import passed_on
from oro_mcp.tools.exposing import AppResource, AppTool

__all__ = ("Info", "described", "made_server", "result_of")

Context = ServerRequestContext[Any, Any]
Who = Callable[[Context], Principal]
Info = Mapping[str, str]
"""`name`, `version`, `title` and `instructions`."""


def made_server(app: AppTools, who: Who, info: Info) -> Server[Any]:
    """Return a server.

    Args:
        app: the tools and resources.
        who: returns the agent that makes a request.
        info: what the app says about itself.
    """
    handlers = _Handlers(app, who)
    return Server(
        info["name"],
        version=info.get("version", ""),
        title=info.get("title") or None,
        instructions=info.get("instructions") or None,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
    )


class _Handlers:
    """The requests of agents."""

    def __init__(self, app: AppTools, who: Who) -> None:
        self._app = app
        self._who = who

    async def list_tools(self, context: Context, _params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        with _told():
            tools = await self._app.tools(self._who(context))
        return types.ListToolsResult(tools=[described(tool) for _, tool in sorted(tools.items())])

    async def call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        with _told():
            principal = self._who(context)
            tool = await self._app.tool(principal, params.name)
        async with passed_on(context.session.report_progress) as report:
            outcome = await self._app.use(principal, tool, params.arguments or {}, report)
        return result_of(outcome, tool.output_schema)

    async def list_resources(
        self, context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        with _told():
            found = await self._app.resources(self._who(context))
        return types.ListResourcesResult(resources=[_resource(each) for each in found if not each.variables])

    async def list_templates(
        self, context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        with _told():
            found = await self._app.resources(self._who(context))
        return types.ListResourceTemplatesResult(
            resource_templates=[_template(each) for each in found if each.variables]
        )

    async def read_resource(
        self, context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        uri = str(params.uri)
        with _told(uri=uri):
            resource, outcome = await self._app.read(self._who(context), uri)
        if outcome.failed:
            raise MCPError(types.INTERNAL_ERROR, outcome.text, {"uri": uri, "error": outcome.error})
        return types.ReadResourceResult(contents=[_contents(uri, resource, outcome)])


@contextmanager
def _told(**about: str) -> Iterator[None]:
    """Tell the agent of an error as the protocol has it."""
    try:
        yield
    except OroError as error:
        code = types.INVALID_PARAMS if isinstance(error, NotFound) else types.INTERNAL_ERROR
        raise MCPError(code, error.message, about or None) from error


def described(tool: AppTool) -> types.Tool:
    """Return a tool as the protocol has it."""
    mark = tool.mark
    return types.Tool(
        name=tool.name,
        title=mark.title or None,
        description=tool.description or None,
        input_schema=tool.input_schema,
        output_schema=tool.output_schema,
        annotations=types.ToolAnnotations(
            read_only_hint=mark.read_only,
            destructive_hint=mark.destructive,
            idempotent_hint=mark.idempotent,
            open_world_hint=mark.open_world,
        ),
        _meta={"oro/route": tool.route},
    )


def result_of(outcome: Outcome, schema: Mapping[str, Any] | None) -> types.CallToolResult:
    """Return what a tool gave, as the protocol has it."""
    return types.CallToolResult(
        content=[_block(outcome)],
        structured_content=outcome.structured(schema),
        is_error=outcome.failed,
        _meta=None if outcome.error is None else {"oro/error": dict(outcome.error)},
    )


def _block(outcome: Outcome) -> types.ContentBlock:
    if outcome.blob is None:
        return types.TextContent(text=outcome.text)
    data, kind = base64.b64encode(outcome.blob).decode(), outcome.mime_type
    if kind.startswith("image/"):
        return types.ImageContent(data=data, mime_type=kind)
    if kind.startswith("audio/"):
        return types.AudioContent(data=data, mime_type=kind)
    contents = types.BlobResourceContents(uri="oro:result", blob=data, mime_type=kind)
    return types.EmbeddedResource(resource=contents)


def _resource(resource: AppResource) -> types.Resource:
    mark = resource.mark
    return types.Resource(
        uri=mark.uri,
        name=resource.name,
        title=mark.title or None,
        description=resource.description or None,
        mime_type=mark.mime_type or None,
    )


def _template(resource: AppResource) -> types.ResourceTemplate:
    mark = resource.mark
    return types.ResourceTemplate(
        uri_template=mark.uri,
        name=resource.name,
        title=mark.title or None,
        description=resource.description or None,
        mime_type=mark.mime_type or None,
    )


def _contents(
    uri: str, resource: AppResource, outcome: Outcome
) -> types.TextResourceContents | types.BlobResourceContents:
    if outcome.blob is not None:
        blob = base64.b64encode(outcome.blob).decode()
        return types.BlobResourceContents(uri=uri, blob=blob, mime_type=resource.mark.mime_type or outcome.mime_type)
    usual = "text/plain" if isinstance(outcome.value, str) else "application/json"
    return types.TextResourceContents(uri=uri, text=outcome.text, mime_type=resource.mark.mime_type or usual)
