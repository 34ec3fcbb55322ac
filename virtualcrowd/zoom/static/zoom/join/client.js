// Zoom's Client View, told what to do and listened to. It takes over the whole document, has no way
// back but a reload, and often fails without a word: `on` hears what it says, wherever it says it.
import { fetchSayings, speak } from "./sayings.js";

const MEETING = { connected: 2, gone: 3 };

const script = (source) => new Promise((resolve, reject) => {
  const tag = Object.assign(document.createElement("script"), { src: source, async: false });
  tag.onload = resolve;
  tag.onerror = () => reject(new Error(source));
  document.head.append(tag);
});

const scripts = async (sources) => {
  await Promise.all(sources.map(script));
  if (!window.ZoomMtg) throw new Error("ZoomMtg");
};

// In order, but fetched at once; and once only, however often somebody retries.
let loading = null, sayings = {};
const fetchAll = async (config) => { [sayings] = await Promise.all([fetchSayings(config), scripts(config.scripts)]); };
export const load = (config) => {
  loading ??= fetchAll(config).catch((error) => { loading = null; throw error; });
  return loading;
};

// The meeting's number, passcode and invitation stay out of Zoom's own info panel.
const options = (config) => ({
  leaveUrl: new URL(config.leftUrl, location.origin).href,
  webEndpoint: config.webEndpoint,
  patchJsMedia: false,
  disablePreview: true,
  disableInvite: true,
  disableCallOut: true,
  isShowJoiningErrorDialog: false,
  leaveOnPageUnload: true,
  meetingInfo: ["topic", "host"],
});

const listen = (zoom, on) => {
  zoom.inMeetingServiceListener("onMeetingStatus", (event) => {
    const { meetingStatus } = event.detail ?? event; // it comes in both forms
    if (meetingStatus === MEETING.connected) on.joined();
    else if (meetingStatus === MEETING.gone) on.gone();
    else on.moved();
  });
  zoom.inMeetingServiceListener("onUserIsInWaitingRoom", (event) => {
    if ((event.detail ?? event).isInWaitingRoom === false) on.admitted();
    else on.held();
  });
  zoom.inMeetingServiceListener("onJoinSpeed", (step) => (/waiting for host/i.test(JSON.stringify(step)) ? on.waits() : on.moved()));
};

// After `prepare` the document is Zoom's; before it, nothing has happened that a retry must undo.
export const prepare = (config) => {
  const zoom = window.ZoomMtg;
  zoom.setZoomJSLib(new URL(config.lib, location.origin).href, "/av");
  zoom.preLoadWasm();
  zoom.prepareWebSDK();
  speak(zoom, config.language, sayings);
};

export const enter = (config, sdk, on) => {
  const zoom = window.ZoomMtg;
  const failed = (error) => on.refused(error?.errorCode, error?.errorMessage ?? error?.reason ?? "");
  zoom.init({
    ...options(config),
    error: failed,
    success: () => {
      listen(zoom, on);
      zoom.join({ ...sdk, success: on.accepted, error: failed });
    },
  });
};
