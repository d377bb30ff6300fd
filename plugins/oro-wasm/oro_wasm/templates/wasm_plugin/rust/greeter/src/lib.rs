// Needs the target wasm32-wasip2: rustup target add wasm32-wasip2
use std::sync::atomic::{AtomicU32, Ordering};

wit_bindgen::generate!({ path: "wit", world: "greeter" });

// State lasts as long as the plugin's instance.
static GREETED: AtomicU32 = AtomicU32::new(0);

struct Plugin;

impl Guest for Plugin {
    fn greet(name: String, tone: Tone) -> Result<Greeting, String> {
        if name.is_empty() {
            return Err("a name is needed".into());
        }
        let text = format!("Hello, {name}!");
        let text = if matches!(tone, Tone::Loud) { text.to_uppercase() } else { text };
        Ok(Greeting { text, earlier: GREETED.fetch_add(1, Ordering::Relaxed) })
    }
}

export!(Plugin);
