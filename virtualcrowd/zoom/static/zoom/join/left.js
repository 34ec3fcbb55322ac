// Zoom's client has led its frame here: the page around it goes back to the session.
const back = document.getElementById("vcj-back").href;
if (parent === window) location.replace(back);
else parent.postMessage({ vc: "left", to: back }, location.origin);
