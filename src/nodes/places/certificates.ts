import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { isIPv4 } from "node:net";

/** The files that one node of a batch proves with who it is, and recognises the others by: PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/**
 * Makes identities that an authority of this batch alone has signed; its key
 * is kept nowhere but in this closure. The dates leave room for any clock: the
 * batch's end is what makes a certificate worthless.
 */
export function batchAuthority(): (name: string) => Identity {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const authority = certificate(
    { subject: "paxy batch", key: own.publicKey, extensions: OF_AUTHORITY },
    own.privateKey,
  );
  return (name) => {
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return {
      certificate: certificate(
        { subject: name, key: pair.publicKey, extensions: ofNode(name) },
        own.privateKey,
      ),
      key: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      authority,
    };
  };
}

interface Subject {
  readonly subject: string;
  readonly key: KeyObject;
  readonly extensions: Buffer;
}

/** RFC 5280, 4.1, in DER (X.690). */
function certificate({ subject, key, extensions }: Subject, signer: KeyObject): string {
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_SHA256,
    named("paxy batch"),
    sequence(
      tagged(0x17, Buffer.from("000101000000Z")),
      tagged(0x17, Buffer.from("491231235959Z")),
    ),
    named(subject),
    key.export({ type: "spki", format: "der" }),
    tagged(0xa3, extensions),
  );
  const signature = createSign("sha256").update(body).sign(signer);
  return pem(sequence(body, ECDSA_SHA256, bits(signature)));
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const bytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts);
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const bits = (bytes: Buffer): Buffer => tagged(0x03, Buffer.from([0]), bytes);
const octets = (bytes: Buffer): Buffer => tagged(0x04, bytes);
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, "hex"));
const YES = tagged(0x01, Buffer.from([0xff]));

/** ecdsa-with-SHA256, 1.2.840.10045.4.3.2 */
const ECDSA_SHA256 = sequence(oid("2a8648ce3d040302"));

/** A name of one part, its commonName (2.5.4.3). */
const named = (name: string): Buffer =>
  sequence(tagged(0x31, sequence(oid("550403"), tagged(0x0c, Buffer.from(name)))));

/** basicConstraints (2.5.29.19): an authority; keyUsage (2.5.29.15): keyCertSign. Both critical. */
const OF_AUTHORITY = sequence(
  sequence(oid("551d13"), YES, octets(sequence(YES))),
  sequence(oid("551d0f"), YES, octets(tagged(0x03, Buffer.from([2, 0x04])))),
);

/**
 * The host in the node's name (subjectAltName, 2.5.29.17): Erlang holds the
 * certificate of the node that it calls against it.
 */
function alternative(name: string): Buffer {
  const host = name.slice(name.indexOf("@") + 1);
  // Some releases of OTP look for an address among the names.
  const address = isIPv4(host) ? [tagged(0x87, Buffer.from(host.split(".").map(Number)))] : [];
  const general = [tagged(0x82, Buffer.from(host)), ...address];
  return sequence(oid("551d11"), octets(sequence(...general)));
}

/** No authority; keyUsage: digitalSignature; extKeyUsage (2.5.29.37): serverAuth and clientAuth. */
const ofNode = (name: string): Buffer =>
  sequence(
    alternative(name),
    sequence(oid("551d13"), YES, octets(sequence())),
    sequence(oid("551d0f"), YES, octets(tagged(0x03, Buffer.from([7, 0x80])))),
    sequence(oid("551d25"), octets(sequence(oid("2b06010505070301"), oid("2b06010505070302")))),
  );

const pem = (bytes: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${bytes.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
