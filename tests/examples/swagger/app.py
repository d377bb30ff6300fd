"""What Swagger UI talks to: a FastAPI app, and the one file of it that every deployment writes itself."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
from fastapi.responses import Response
from pydantic import BaseModel

from oro_framework import Host, hookimpl
from oro_framework.types import Mount

INITIALIZER = """
window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: '/api/openapi.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    plugins: [SwaggerUIBundle.plugins.DownloadUrl],
    layout: 'StandaloneLayout'
  })
}
"""


class Sum(BaseModel):
    """Two numbers added."""

    sum: int


api = FastAPI(title="Arithmetic")


@api.get("/add")
async def add(a: int, b: int) -> Sum:
    return Sum(sum=a + b)


initializer = FastAPI(openapi_url=None)


@initializer.get("/")
@initializer.get("")
async def configuration() -> Response:
    return Response(INITIALIZER, media_type="text/javascript")


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    return [Mount(path="/api", app=api), Mount(path="/swagger-initializer.js", app=initializer)]
