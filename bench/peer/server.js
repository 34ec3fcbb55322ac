// The yardstick: a service that only signs, as integrations that keep nothing of their own do it.
const express = require("express");
const { KJUR } = require("jsrsasign");

const KEY = "benchSdkApp0000000001", SECRET = "benchSdkSecret00000000000000001";
const LIFETIME = 2 * 3600; // seconds

const app = express();
app.use(express.json());
app.post("/", (request, response) => {
  const { meetingNumber, role } = request.body;
  const iat = Math.floor(Date.now() / 1000) - 30;
  const exp = iat + LIFETIME;
  const claims = { appKey: KEY, sdkKey: KEY, mn: meetingNumber, role, iat, exp, tokenExp: exp };
  const header = JSON.stringify({ alg: "HS256", typ: "JWT" });
  response.json({ signature: KJUR.jws.JWS.sign("HS256", header, JSON.stringify(claims), SECRET) });
});
app.listen(Number(process.argv[2]), "127.0.0.1");
