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

// A pass lasts two hours. Who is still signed in gets a new one without noticing.
export const fetchTicket = async (config) => {
  let response = await post(config.ticketUrl);
  if (response.status === 401) {
    const renewed = await post(config.passUrl, { "X-CSRFToken": config.csrf });
    if (!renewed.ok) throw new Refused([403, 404].includes(renewed.status) ? "unseen" : "signed_out");
    response = await post(config.ticketUrl);
  }
  if (!response.ok) throw new Refused(ofDoor(response.status, await wordOf(response)));
  return (await response.json()).sdk;
};
