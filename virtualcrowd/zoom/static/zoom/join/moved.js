// Plan B reaches people inside a meeting, too: they decide for themselves when to leave.
// In a frame the page around it tells them; on phones, where the meeting has a page of its own, this does.
const SPREAD_MS = 5_000, AGAIN_MS = 60_000;

const planOf = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("[data-plan]")?.dataset.plan;

// Calls `tell` with whether the way in is another one than when the page was opened, at each news.
export const hearOfPlanB = (config, tell) => {
  let rev = config.rev, timer = 0;
  const look = async () => {
    timer = 0;
    const answer = await fetch(config.cardUrl, { redirect: "manual", cache: "no-store" }).catch(() => null);
    const plan = answer?.status === 200 ? planOf(await answer.text()) : undefined;
    if (plan !== undefined) tell(plan !== config.plan);
  };
  const heard = ({ data }) => {
    const news = JSON.parse(data).rev;
    if (news === rev) return;
    rev = news;
    timer ||= setTimeout(look, Math.random() * SPREAD_MS);  // many hear it at the same moment
  };
  const renew = () => fetch(config.passUrl, { method: "POST", headers: { "X-CSRFToken": config.csrf }, redirect: "manual" }).catch(() => {});
  const listen = () => {
    const source = new EventSource(config.liveUrl);
    for (const name of ["hello", "changed"]) source.addEventListener(name, heard);
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(async () => { await renew(); listen(); }, AGAIN_MS);
    });
  };
  listen();
};
