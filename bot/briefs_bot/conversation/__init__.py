"""Commands, buttons and events of chats, and the answers to them."""
