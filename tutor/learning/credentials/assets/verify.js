'use strict';
// Verifies the credential in this page by its eddsa-jcs-2022 proof, and shows what was verified and nothing else.

const utf8 = new TextEncoder();

/** Canonical JSON, RFC 8785: names in order of their UTF-16 code units, numbers as ECMAScript writes them. */
function canonical(value) {
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return '{' + Object.keys(value).sort().map(name => JSON.stringify(name) + ':' + canonical(value[name])).join(',') + '}';
}

/** The bytes of base58btc behind its prefix `z`. */
function decoded(text) {
  const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  if (typeof text !== 'string' || text[0] !== 'z' || text.length > 200) throw new Error('this is not base58btc');
  let number = 0n, zeros = 0, leading = true;
  for (const letter of text.slice(1)) {
    const value = letters.indexOf(letter);
    if (value < 0) throw new Error('this is not base58btc');
    leading = leading && value === 0;
    if (leading) zeros += 1;
    number = number * 58n + BigInt(value);
  }
  const bytes = [];
  for (; number > 0n; number >>= 8n) bytes.unshift(Number(number & 255n));
  return new Uint8Array([...new Array(zeros).fill(0), ...bytes]);
}

async function sha(kind, bytes) { return new Uint8Array(await crypto.subtle.digest(kind, bytes)); }

/** Whether an Ed25519 signature holds: by the browser where it can, else by the arithmetic below. */
async function holds(key, signature, message) {
  let imported;
  try { imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']); } catch { return computed(key, signature, message); }
  return crypto.subtle.verify('Ed25519', imported, signature, message);
}

// ---- Ed25519, RFC 8032 section 5.1.7, for browsers that do not have it. Nothing secret is handled, so time does not matter.
const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = number => ((number % P) + P) % P;
function power(base, exponent) {
  let result = 1n;
  for (base = mod(base); exponent > 0n; exponent >>= 1n) { if (exponent & 1n) result = mod(result * base); base = mod(base * base); }
  return result;
}
const D = mod(-121665n * power(121666n, P - 2n)), ROOT = power(2n, (P - 1n) / 4n);
const little = bytes => bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
const ZERO = [0n, 1n, 1n, 0n];

function point(bytes) {
  const sign = bytes[31] >> 7, y = little(bytes) & ((1n << 255n) - 1n);
  if (y >= P) return null;
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT); else if (mod(v * x * x) !== u) return null;
  if (x === 0n && sign) return null;
  if (Number(x & 1n) !== sign) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}
function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2)), c = mod(2n * t1 * t2 * D), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}
function times(number, at) {
  let result = ZERO;
  for (; number > 0n; number >>= 1n) { if (number & 1n) result = sum(result, at); at = sum(at, at); }
  return result;
}
const same = (a, b) => mod(a[0] * b[2] - b[0] * a[2]) === 0n && mod(a[1] * b[2] - b[1] * a[2]) === 0n;

async function computed(key, signature, message) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const a = point(key), r = point(signature.slice(0, 32)), s = little(signature.slice(32));
  if (!a || !r || s >= L) return false;
  const y = mod(4n * power(5n, P - 2n)), bytes = new Uint8Array(32);
  for (let i = 0, rest = y; i < 32; i += 1, rest >>= 8n) bytes[i] = Number(rest & 255n);
  const k = little(await sha('SHA-512', new Uint8Array([...signature.slice(0, 32), ...key, ...message]))) % L;
  return same(times(s, point(bytes)), sum(r, times(k, a)));
}

// ---- the checks

const listed = value => Array.isArray(value) ? value : value === undefined ? [] : [value];
const passed = words => ({state: 'passed', words}), failed = words => ({state: 'failed', words}), open = words => ({state: 'open', words});

async function signatureCheck(credential) {
  const proof = listed(credential.proof).find(each => each && each.cryptosuite === 'eddsa-jcs-2022');
  if (!proof) return failed('It has no signature of the kind that this page can check (eddsa-jcs-2022).');
  try {
    const {proofValue, ...options} = proof, {proof: _, ...document} = credential;
    if (proof.type !== 'DataIntegrityProof' || proof.proofPurpose !== 'assertionMethod') throw new Error('it was made for something else');
    if (options['@context'] && canonical(options['@context']) !== canonical(document['@context'])) throw new Error('it names other contexts');
    const multikey = decoded(String(proof.verificationMethod).split('#')[1]);
    if (multikey.length !== 34 || multikey[0] !== 0xed || multikey[1] !== 1) throw new Error('its key is not an Ed25519 key');
    const message = new Uint8Array([...await sha('SHA-256', utf8.encode(canonical(options))), ...await sha('SHA-256', utf8.encode(canonical(document)))]);
    if (!await holds(multikey.slice(2), decoded(proofValue), message)) throw new Error('it does not belong to these words');
    return passed(`The signature (eddsa-jcs-2022) holds for every character of the credential. The key: ${proof.verificationMethod.split('#')[1]}`);
  } catch (error) { return failed(`The signature does not hold: ${error.message}.`); }
}

function issuerCheck(credential) {
  const issuer = credential.issuer && (credential.issuer.id || credential.issuer);
  const methods = listed(credential.proof).map(each => String(each && each.verificationMethod).split('#'));
  if (!methods.length || methods.some(([did]) => did !== issuer)) return failed('It was signed with a key of somebody other than the issuer that it names.');
  if (issuer.startsWith('did:key:') && methods.every(([, key]) => issuer === `did:key:${key}`)) return passed('The key is the identifier of the issuer. That shows that nothing was changed, not who keeps the key.');
  if (issuer.startsWith('did:web:')) {
    const [host, ...path] = issuer.slice(8).split(':').map(decodeURIComponent);
    return open(`Whether ${host} has this key is not checked here. It does if it stands in https://${host}/${path.join('/') || '.well-known'}/did.json`);
  }
  return failed('The issuer and the key do not fit together.');
}

function timeCheck(credential, now) {
  const begins = Date.parse(credential.validFrom), ends = credential.validUntil === undefined ? Infinity : Date.parse(credential.validUntil);
  if (Number.isNaN(begins) || Number.isNaN(ends)) return failed('It does not say from when, or until when, it is valid.');
  if (begins > now + 300000 /* clocks differ */ || ends <= now) return failed('It is not in force today.');
  return passed(`It is valid from ${String(credential.validFrom).slice(0, 10)}${ends === Infinity ? ', without an end' : ` until ${credential.validUntil.slice(0, 10)}`}.`);
}

async function checks(credential, now) {
  return [
    await signatureCheck(credential), issuerCheck(credential), timeCheck(credential, now),
    open('Its other signature (eddsa-rdfc-2022) needs a program that knows linked data, and is not checked here.'),
  ];
}

async function isAbout(endorsement, badge) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-384', utf8.encode(canonical(badge))));
  const digest = 'sha384-' + btoa(String.fromCharCode(...bytes));
  return endorsement.credentialSubject.id === badge.id && listed(endorsement.relatedResource).some(each => each.id === badge.id && each.digestSRI === digest);
}

// ---- the page

const at = id => document.getElementById(id);
const MARKS = {passed: '✓', failed: '✗', open: '○'}, SAID = {passed: 'passed', failed: 'failed', open: 'not checked'};

function added(parent, tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return parent.appendChild(element);
}
function listChecks(parent, found) {
  for (const {state, words} of found) {
    const item = added(parent, 'li', undefined, state);
    added(item, 'span', MARKS[state]).setAttribute('aria-hidden', 'true');
    added(item, 'div', `${SAID[state]}: ${words}`);
  }
}
function verdict(found) {
  if (found.some(each => each.state === 'failed')) return ['failed', 'This credential does not verify. Do not rely on what stands here.'];
  if (found[1].state === 'open') return ['open', 'Nothing was changed since it was signed. Whose key that was is not checked.'];
  return ['passed', 'Verified in your browser, without a network: nothing was changed since it was signed.'];
}

function show(credential) {
  document.querySelector('header').hidden = false;
  const subject = credential.credentialSubject, achievement = subject.achievement;
  const names = listed(subject.identifier).filter(each => each.identityType === 'name').map(each => each.identityHash).join(', ');
  at('name').textContent = credential.name ?? achievement.name;
  at('by').textContent = `${names ? `Shown by ${names}. ` : ''}Issued by ${credential.issuer.name ?? credential.issuer.id ?? credential.issuer} on ${credential.validFrom.slice(0, 10)}.`;
  at('description').textContent = achievement.description;
  at('criteria').textContent = achievement.criteria.narrative;
  listed(subject.result).forEach((result, number) => {
    const described = listed(achievement.resultDescription)[number];
    if (described) at('score').textContent = `${described.name}: ${result.value} of ${described.valueMax}${described.requiredValue ? `; needed: ${described.requiredValue}` : ''}`;
  });
  for (const each of listed(achievement.alignment)) added(at('alignment'), 'li', `Also known as ${each.targetName}: ${each.targetUrl}`);
  for (const each of listed(credential.evidence)) {
    const article = added(at('evidence'), 'article');
    added(article, 'h3', each.name);
    for (const words of String(each.narrative ?? '').split('\n\n')) added(article, 'p', words, 'lines');
  }
}

async function showEndorsements(badge, now) {
  for (const element of document.querySelectorAll('script.endorsement')) {
    const given = JSON.parse(element.textContent), article = added(at('endorsements'), 'article');
    at('endorsements').hidden = false;
    const found = (await checks(given, now)).slice(0, 3);
    found.push(await isAbout(given, badge) ? passed('It speaks of this very badge.') : failed('It does not speak of this badge, or the badge was changed.'));
    const broken = found.some(each => each.state === 'failed');
    added(article, 'h3', broken ? 'An endorsement that does not verify' : `${given.issuer.name}, on ${given.validFrom.slice(0, 10)}`);
    if (!broken) added(article, 'p', given.credentialSubject.endorsementComment, 'lines');
    listChecks(added(article, 'ul', undefined, 'checks'), found);
  }
}

async function main() {
  const text = at('credential').textContent, credential = JSON.parse(text), now = Date.now();
  at('download').href = URL.createObjectURL(new Blob([JSON.stringify(credential, null, 2) + '\n'], {type: 'application/ld+json'}));
  if (!globalThis.crypto || !crypto.subtle) {
    at('result').className = 'result open';
    at('result').textContent = 'Not checked: a browser gives a page that came this way no cryptography. Save it and open the file, or publish it with https.';
    return;
  }
  const found = await checks(credential, now), [state, words] = verdict(found);
  at('result').className = `result ${state}`;
  at('result').textContent = words;
  listChecks(at('checks'), found);
  if (state === 'failed') return;
  show(credential);
  await showEndorsements(credential, now);
}

main().catch(error => { at('result').className = 'result failed'; at('result').textContent = `This credential cannot be read: ${error.message}`; });
