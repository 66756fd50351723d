/** The demo application's functions, as CloudFormation takes them inline. */
export const CHECKOUT = `
exports.handler = async ({ order, basket }) => {
  const total = basket.articles.reduce((sum, { price }) => sum + price, 0);
  console.log('order ' + order + ' comes to ' + total);
  return { order, total };
};
`;

/** What a careless deployment makes of it. */
export const BROKEN_CHECKOUT = `
const totalOf = (basket) =>
  basket.articles.reduce((sum, { price }) => sum + price, 0) - basket.customer.discount;
exports.handler = async ({ order, basket }) => {
  const total = totalOf(basket);
  console.log('order ' + order + ' comes to ' + total);
  return { order, total };
};
`;

export const LEDGER = `
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});
exports.handler = async ({ order }) => {
  const Item = { order: { S: String(order) } };
  await client.send(new PutItemCommand({ TableName: process.env.LEDGER_TABLE, Item }));
  return { order };
};
`;

export const WORKER = `
exports.handler = async ({ Records }) => {
  for (const { body } of Records) console.log('packed order ' + JSON.parse(body).order);
};
`;

/** What the traffic sends. */
export const order = (number: number) => ({
  order: number,
  basket: { articles: [{ price: 3 }, { price: 4 }] },
});
