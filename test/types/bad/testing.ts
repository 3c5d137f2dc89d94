import { type UdfContext, udf } from '@sluice/sdk';
import { testBatch, testUdf } from '@sluice/sdk/testing';

class Geo {
  @udf({ async: true })
  static async city(ip: string, _ctx: UdfContext): Promise<string | null> {
    return ip;
  }
  count = 1;
}

const embed = udf(
  { async: true, batch: { maxRows: 2 } },
  async (texts: string[]): Promise<number[]> => texts.map((text) => text.length),
);

// error: Type 'true' is not assignable to type 'false'
testUdf(Geo.city, { nullable: [true] });

// error: is not assignable
testUdf(Geo, 'count');

// error: Type 'number' is not assignable to type 'string'
testUdf(Geo, 'city').rows([[1]]);

// error: is not assignable to type
testUdf(Geo, 'city').rows([['192.0.2.1', 'more']]);

// error: Type 'string[]' is not assignable to type 'string'
testBatch(embed).rows([[['a']]]);
