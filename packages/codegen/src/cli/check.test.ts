import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writePackage } from '../testing/fixture.ts';
import { sluice } from '../testing/sluice.ts';

const broken = `import { udf } from '@sluice/sdk';

class Geo {
  @udf({ timout: '2s' } as never)
  static async city(ip: string) {
    return ip;
  }
}
`;

it('makes what is certain, says what it did, and checks again', async () => {
  const folder = writePackage({
    'src/geo.ts': broken,
    'src/other.ts': "import { udf } from '@sluice/sdk';\nexport const f = udf({}, (x: any): number => x);\n",
  });
  const { code, stdout, stderr } = await sluice(['check', '--fix'], folder);
  expect(readFileSync(join(folder, 'src/geo.ts'), 'utf8')).toBe(`import { udf } from '@sluice/sdk';

export class Geo {
  @udf({ timeout: '2s', async: true } as never)
  static async city(ip: string): Promise<string> {
    return ip;
  }
}
`);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(`src/geo.ts:3:7 - fixed not-exported: export class Geo
src/geo.ts:4:10 - fixed invalid-option: write timeout
src/geo.ts:5:16 - fixed missing-return-type: add the return type Promise<string>
src/geo.ts:4:10 - fixed invalid-option: add async: true
fixed 4 problems

src/other.ts:2:30 - error any-type: `);
  expect(await sluice(['check', '--fix'], folder)).toMatchObject({
    code: 1,
    stderr: expect.not.stringContaining('fixed'),
  });
});

it('says how much it could fix, and writes nothing without being asked', async () => {
  const folder = writePackage({ 'src/geo.ts': broken });
  const { stderr } = await sluice(['check'], folder);
  expect(stderr).toMatch(/\n1 error; 'sluice check --fix' puts it right\n$/);
  expect(readFileSync(join(folder, 'src/geo.ts'), 'utf8')).toBe(broken);
});

it('prints fixes with their places as JSON, and what was fixed', async () => {
  const folder = writePackage({ 'src/geo.ts': broken });
  const { diagnostics } = JSON.parse((await sluice(['check', '--json'], folder)).stdout);
  expect(diagnostics).toMatchObject([
    {
      code: 'not-exported',
      fix: { edits: [{ file: 'src/geo.ts', line: 3, column: 1, length: 0, newText: 'export ' }] },
    },
  ]);
  const report = JSON.parse((await sluice(['check', '--fix', '--json'], folder)).stdout);
  expect(report.fixed.map(({ code }: { code: string }) => code)).toContain('not-exported');
  expect(report.udfs).toHaveLength(1);
});

it('finds what cannot be bundled', async () => {
  const folder = writePackage({
    'src/geo.ts': `import { udf } from '@sluice/sdk';\nimport { g } from 'not-here';\nexport const f = udf({}, (x: number): number => g(x));\n`,
  });
  const { code, stderr } = await sluice(['check'], folder);
  expect(code).toBe(1);
  expect(stderr).toContain("src/geo.ts:2:19 - error unresolved-import: cannot find 'not-here'");
});

it('wants a number of warnings', async () => {
  const { code, stderr } = await sluice(['check', '--max-warnings', 'none'], writePackage({}));
  expect(code).toBe(2);
  expect(stderr).toContain('It must be a whole number, such as 0.');
});
