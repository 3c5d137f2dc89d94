import { afterAll, expect, it } from 'vitest';

/*
 * The behaviour of Arroyo's UDF system (ArroyoSystems/arroyo, commit addb390a), case by case. The ids are stable
 * names of cases; `match` means that Sluice gives what Arroyo gives, `beat` that it gives better than Arroyo's
 * recorded result, which the test then states. Types are spelled in TypeScript.
 */

const IDS = {
  signature: 'S01 S02 S03 S04 S06 S08 S09 S11 S12 S13 S14 S15 S16 S17 S18 S19 S21',
  duration: 'D01 D02 D04 D05 D07 D08',
  options: 'Q01 Q02 Q04 Q05 Q06 Q07',
  sync: 'X01 X02 X03 X04 X06 X09 X10 X11 X12',
  operator: 'W01 W02 W05 W07 W08 W10 W11 W12 W13',
  async: 'R01 R02 R03 R06 R07 R09 R13 R14 R15 R16 R17 R18 R19 R20',
};

/** Declares the tests of one area; at the end of the file every case of the area must have had one. */
export function arroyoCases(
  area: keyof typeof IDS,
): (id: string, behaviour: string, run: () => void | Promise<void>) => void {
  const expected = IDS[area].split(' ');
  const seen = new Set<string>();
  afterAll(() => {
    expect([...seen].sort()).toEqual(expected);
  });
  return (id, behaviour, run) => {
    seen.add(id);
    it(`${id}: ${behaviour}`, run);
  };
}
