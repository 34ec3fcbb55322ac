// What Zoom's client says, in the reader's language, and what of it means which message of ours.
// Its texts are known by the keys of Zoom's own catalogue, so every language that Zoom has is understood.
import { ofZoom } from "./errors.js";

// The guide's words in the dialogs that Zoom shows by itself, and those that Zoom left in English or
// put into no sentence in some of its languages.
const OURS = {
  "apac.wc_meeting_network_error_title": gettext("Joining meeting, timeout"),
  "apac.errorcodes_pac_signature_expired": gettext("The session has expired or is no longer valid"),
  "apac.errorcodes_not_start": gettext("The host has not started this meeting yet"),
  "apac.meeting_disconnected": gettext("Meeting disconnected"),
  "apac.webinar_disconnected": gettext("Webinar disconnected"),
  "apac.wc_trying_to_reconnect": gettext("Trying to reconnect"),
};

// Keys of sentences, `apac.` before each. The first that stands in a dialog decides.
const SENTENCES = {
  locked: ["dialog.meeting_cannot_join_locked", "dialog.webinar_cannot_join_locked", "dialog.cannot_join_locked", "dialog.conference_locked"],
  full: ["dialog.meeting_capacity_reached", "dialog.meeting_capacity_reached_title", "dialog.meeting_capacity_reached_content_lm",
    "dialog.meeting_capacity_reached_content_no_lm", "dialog.meeting_cannot_join_reached_capacity", "dialog.webinar_capacity_reached",
    "dialog.webinar_capacity_reached_title", "dialog.webinar_capacity_reached_title_new", "dialog.webinar_capacity_reached_content_lm",
    "dialog.webinar_capacity_reached_content_no_lm", "dialog.webinar_cannot_join_reached_capacity", "dialog.cannot_join_reached_capacity"],
  ended: ["dialog.meeting_ended", "dialog.host_end_meeting", "dialog.meeting_ended_by_admin", "dialog.meeting_ended_by_new_meeting",
    "dialog.webinar_ended", "dialog.host_end_webinar", "dialog.webinar_ended_by_admin", "dialog.rsgw_end_webinar",
    "dialog.gift_title5_new", "dialog.gift_title6"],
  removed: ["has_been_removed_dialog.content", "dialog.you_are_removed", "dialog.meeting_removed_by_host", "dialog.webinar_removed_by_host", "dialog.removed_by_host"],
  busy: ["wc_cannot_join_content2"],
  blocked: ["wc_cannot_join_content", "wc_cannot_join_account_id_restricted", "wc_join_webinar_restriction_content", "wc.block.tip"],
  outdated: ["websdk_update_title"],
  passcode: ["wrong_pass"],
  captcha: ["check_captcha"],
  expired: ["errorcodes_tk_expired"],
  not_started: ["wc_meeting_not_start", "wc_webinar_not_start"],
  silent: ["wc_timeout_network_error_body", "wc_meeting_timeout", "wc_webianr_timeout", "dialog.connection_timeout_tip"],
};
// Keys of headings, too short to be looked for in the middle of a text.
const HEADINGS = {
  registration: ["registration_meeting", "registration_webinar", "registration"],
  sign_in_zoom: ["sign_in", "real_name_verification", "wc_meeting_enforce_login", "wc_webinar_enforce_login"],
};
const CODE = "apac.dialog.error_code";

export const plain = (text) => text.replace(/\s+/g, " ").trim();
const fold = (text) => plain(text).toLowerCase();

// The catalogue of the page's language; English, which comes first, fills the gaps that some have.
// Without them the client speaks English, and codes alone are understood.
const fetchOne = async (url) => {
  const answer = await fetch(url).catch(() => null);
  return answer?.ok ? answer.json().catch(() => ({})) : {};
};
export const fetchSayings = async ({ sayings }) => Object.assign({}, ...await Promise.all(sayings.map(fetchOne)));

let catalogue = {};

// Zoom's client speaks this language from here on.
export const speak = (zoom, language, words) => {
  catalogue = { ...words, ...OURS };
  zoom.i18n.load(catalogue, language);
};

const says = (keys, has) => keys.some((key) => {
  const saying = fold(catalogue[`apac.${key}`] ?? "");
  return saying && has(saying);
});
const find = (table, has) => Object.keys(table).find((message) => says(table[message], has));

const ofCode = (text) => {
  const label = fold(catalogue[CODE] ?? ""), at = label ? text.indexOf(label) : -1;
  const code = at < 0 ? null : /^\s*(\d+)/.exec(text.slice(at + label.length));
  return code ? ofZoom(code[1]) : null;
};

// Which message of ours a text of Zoom's is, or null.
export const ofSaying = (said) => {
  const text = fold(said);
  return find(SENTENCES, (saying) => text.includes(saying)) ?? find(HEADINGS, (saying) => text.startsWith(saying)) ?? ofCode(text);
};
