"""TypeScript from what plugins declare: one `oro.d.ts` for an app's modules and routes. Nothing is run."""
