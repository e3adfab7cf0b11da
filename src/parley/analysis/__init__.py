"""One file per question: `answer(model, given, options) -> Answer`. No question imports another."""
