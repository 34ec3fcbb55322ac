// The ticket: asked for by this page, used at once, kept nowhere.
import { ofDoor } from "./errors.js";

export class Refused extends Error {
  constructor(key, answer = "") { super(key); this.key = key; this.answer = answer; }
}

const post = async (url, headers = {}) => {
  try {
    return await fetch(url, { method: "POST", headers, credentials: "same-origin", cache: "no-store", redirect: "manual" });
  } catch {
    throw new Refused("offline");
  }
};

const wordOf = async (response) => {
  try { return (await response.json()).error ?? ""; } catch { return ""; }
};

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

// A registration with Zoom takes a few seconds, in a crowd a minute; the door counts tries a minute.
const REGISTERING_MS = [2_000, 4_000, 6_000, 8_000, 10_000, 10_000, 10_000, 10_000];

const patiently = async (config, said) => {
  for (const ms of REGISTERING_MS) {
    const response = await post(config.ticketUrl);
    if (response.status !== 409) return response;
    const word = await wordOf(response);
    if (word !== "registering") throw new Refused(ofDoor(409, word));
    said();
    await pause(ms);
  }
  return post(config.ticketUrl);
};

// A pass lasts two hours. Who is still signed in gets a new one without noticing.
export const fetchTicket = async (config, said = () => {}) => {
  let response = await patiently(config, said);
  if (response.status === 401) {
    const renewed = await post(config.passUrl, { "X-CSRFToken": config.csrf });
    if (!renewed.ok) throw new Refused([403, 404].includes(renewed.status) ? "unseen" : "signed_out");
    response = await patiently(config, said);
  }
  if (!response.ok) throw new Refused(ofDoor(response.status, await wordOf(response)));
  return (await response.json()).sdk;
};
