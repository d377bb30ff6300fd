"""`oro webdriver`: a W3C WebDriver server that starts apps and leaves their pages to the driver of their engine."""
