// What one could say: complete requests, and requests that come in pieces, the next one offered after each.

const EMBEDDED = [
  ["Book a table at the Old Mill for two people on Monday at 19:00."],
  [
    "Please write a letter to Brikki about the roof.", "One more thing: make it for an answer on Friday.",
    "Sorry, I was wrong: make it for an answer on Tuesday.",
  ],
  [
    "Please write a letter.", "So, let it be asking for a ladder.", "One more thing: make it for an answer on Friday.",
    "Right, it has to be for Brikki.", "One more thing: the topic must be the roof.", "One more thing: have it signed Siden.",
  ],
  ["We want to get a ride from the Bridge to the Museum.", "So, the time has to be 20:15.", "Sorry, I was wrong: make the end the Library."],
  ["I have to order some food.", "The meal has to be 2 pizza.", "The Paper Boat cooks it.", "So, be here at 17:45."],
];
const ANY = [
  ["Help me plan a day in a town that I do not know.", "It will rain in the afternoon.", "There will be three of us, one in a wheelchair."],
  ["Write a short toast for a friend.", "She is retiring after thirty years as a nurse.", "She hates being the centre of attention."],
  ["Explain how a heat pump works.", "Shorter, and without numbers."],
];

const all = (model) => (model === "embedded" ? EMBEDDED : ANY);

// What may be said next: openings where nothing was said, the next piece where all so far was one of them.
export function offers(model, said) {
  return all(model).filter((pieces) => said.every((text, at) => pieces[at] === text)).map((pieces) => pieces[said.length]).filter(Boolean);
}
