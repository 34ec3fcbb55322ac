// Zoom's client tells the reason of a late refusal only to the reader of its own dialog. So we read it.
import { ofSaying, plain } from "./sayings.js";

const EVERY_MS = 250;
// Its dialogs, and the heads of the pages that it shows in place of the meeting (register, sign in).
const PLACES = '[role="dialog"][aria-modal="true"] .zm-modal-body, #zmmtg-root #login .page-header, #zmmtg-root .main-content:has(.captcha-error-tip)';

// What Zoom's open dialog says, and which message of ours that is, if any.
export const overheard = () => {
  const boxes = document.querySelectorAll(PLACES);
  const box = [...boxes].find((one) => one.getClientRects().length);
  if (!box) return null;
  const text = plain(box.innerText);
  return { text, key: ofSaying(text) };
};

// Calls `hear` once for each new thing that Zoom says, until it returns true.
export const listenFor = (hear) => {
  let last = "";
  const timer = setInterval(() => {
    const said = overheard();
    if (!said || said.text === last) return;
    last = said.text;
    if (hear(said)) clearInterval(timer);
  }, EVERY_MS);
  return () => clearInterval(timer);
};
