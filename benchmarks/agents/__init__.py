"""An app that agents use by oro-mcp, beside a server of the official SDK that has the same tool."""
