// Can Zoom's client run here at all? Asked before it is fetched: it would only stand still.
import { lacks } from "../../front/abilities.js";

// Some managed or locked-down browsers know WebAssembly and yet refuse to run any.
const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const runsWebAssembly = () => {
  try { return Boolean(new WebAssembly.Module(EMPTY_MODULE)); } catch { return false; }
};

// The key of the message that says what is missing; "" when nothing is.
export const lacking = () => lacks() || (runsWebAssembly() ? "" : "browser");
