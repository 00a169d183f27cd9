"""How models/wren is made: words, voices, corpus, scenarios, network, training, evaluation, export."""
