"""Steps between a request and a model: each reads the conversation and sends something better on; `mediate` stacks them."""
