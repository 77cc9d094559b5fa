import { describe, expect, it } from "vitest";
import { PARAMETERS } from "../../src/core/trial/parameters.ts";
import {
  cancelTerm,
  helloTerm,
  peersTerm,
  runTerm,
  useNodesTerm,
} from "../../src/wire/requests.ts";
import { request, TRIAL } from "../nodes/trials.ts";

describe("requests as Erlang terms", () => {
  it("a run names all that its engine has to know", () => {
    const term = runTerm(request(3, { ...TRIAL, sleep: [10, 20], drop: 25 }));
    expect(term).toMatch(
      /^\{run,#\{trial=>1,run=>3,step=>1,count=>1,attempt=>1,slots=>1000,module=>'paxy_remote',config=>#\{/,
    );
    expect(term).toContain(
      "version=>2,sleep=>[10,20],proposers=>1,acceptors=>3,drop=>25,delay=>0,",
    );
    expect(term).toContain(",drop_scope=>replies,delay_scope=>replies,");
    const end = ',time_limit=>60000,seed=>7,hash=><<"c0ffee">>,occurrence=>1}}}';
    expect(term.endsWith(end), term).toBe(true);
    for (const { erlang } of PARAMETERS)
      if (erlang) expect(term).toMatch(new RegExp(`[{,]${erlang}=>`));
  });

  it("faults and versions by name are told", () => {
    const term = runTerm(
      request(1, {
        ...TRIAL,
        moduleVersion: "stale_promises",
        faults: [
          { at: 5, do: "crash", acceptor: 2, for: 10 },
          { at: 6, do: "stop", side: "proposers", for: 11 },
          { at: 7, do: "cut", for: 12 },
          { at: 8, do: "duplicate", percent: 50, for: 13 },
          { at: 9, do: "unlink", proposer: 1, acceptor: 2, lost: "replies", for: 14 },
          { at: 9, do: "slow", proposer: 1, acceptor: 2, ms: 80, for: 14 },
        ],
      }),
    );
    expect(term).toContain("version=>'stale_promises'");
    expect(term).toContain(
      "[{'crash',5,10,2},{'stop',6,11,'proposers'},{'cut',7,12},{'duplicate',8,13,50},{'unlink',9,14,1,2,'replies'},{'slow',9,14,1,2,80}]",
    );
  });

  it("a scope of some kinds of replies is a list", () => {
    const term = runTerm(
      request(1, { ...TRIAL, dropScope: "promises", delayScope: "votes+refusals" }),
    );
    expect(term).toContain("drop_scope=>['promises'],delay_scope=>['votes','refusals']");
  });

  it("cancel, peers and nodes", () => {
    expect(cancelTerm({ trial: 1, run: 2, attempt: 3 })).toBe("{cancel,1,2,3}");
    expect(
      peersTerm(4, [{ name: "paxy-acc@b.host", address: "10.0.0.2", port: 5, who: "call" }]),
    ).toBe("{peers,4,[{'paxy-acc@b.host',{10,0,0,2},5,call}]}");
    const at = (address: string) =>
      peersTerm(4, [{ name: "a@b", address, port: 5, who: "wait" }]).slice(
        "{peers,4,[{'a@b',".length,
      );
    expect(at("fd00::1:a")).toBe("{64768,0,0,0,0,0,1,10},5,wait}]}");
    expect(at("::1")).toBe("{0,0,0,0,0,0,0,1},5,wait}]}");
    expect(at("::")).toBe("{0,0,0,0,0,0,0,0},5,wait}]}");
    expect(at("1:2:3:4:5:6:7:8")).toBe("{1,2,3,4,5,6,7,8},5,wait}]}");
    expect(useNodesTerm(["a@b", "c@d"])).toBe("{use_nodes,['a@b','c@d']}");
  });

  it("a path of any characters is sent as bytes", () => {
    const hello = helloTerm({
      ...{ token: "t", cookie: "c", name: "n@h", role: "run", code: [] },
      storage: '/tmp/"ü',
      listens: { address: "10.0.0.2", ports: [9100, 9110], tickS: 8 },
    });
    expect(hello).toContain("listens=>#{address=>{10,0,0,2},ports=>{9100,9110},tick_s=>8}");
    expect(hello).toContain("storage=><<47,116,109,112,47,34,195,188>>");
  });
});

describe("nothing but numbers and plain names becomes a term", () => {
  const refused: [string, object][] = [
    ["a fraction where a whole number belongs", { delay: 1.5 }],
    ["a negative number", { delay: -1 }],
    ["not a number", { drop: Number.NaN }],
    ["text for a number", { delay: "0}, halt()" }],
    ["a number too large", { propTimeout: 2 ** 60 }],
    ["a quote in a name", { moduleVersion: "a'),halt('" }],
    ["an engine of another name", { moduleName: "os:cmd" }],
    ["text in a sleep list", { sleep: ["os:cmd(ls)"] }],
  ];
  it.each(refused)("%s is refused", (_, change) => {
    expect(() => runTerm(request(1, { ...TRIAL, ...change } as typeof TRIAL))).toThrow(TypeError);
  });
});
