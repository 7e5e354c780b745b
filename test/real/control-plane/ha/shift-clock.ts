// Loaded before a program, with --import: its clock is off by CLOCK_SHIFT_MS.
const shift = Number(process.env["CLOCK_SHIFT_MS"]);
const { now } = Date;

Date.now = () => now() + shift;
globalThis.Date = new Proxy(Date, {
  construct: (target, args) => (args.length === 0 ? new target(target.now()) : Reflect.construct(target, args)),
});
