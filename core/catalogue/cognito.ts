import { type Service, named } from './resource-type.ts';

export const cognito: Service = {
  eventSource: 'cognito-idp.amazonaws.com',
  health: 'COGNITO',
  clients: {
    names: ['CognitoIdentityProvider'],
    calls: [
      'InitiateAuth',
      'AdminInitiateAuth',
      'RespondToAuthChallenge',
      'AdminGetUser',
      'GetUser',
      'ListUsers',
      'SignUp',
      'AdminCreateUser',
    ],
  },
  types: [
    {
      type: 'AWS::Cognito::UserPool',
      noun: 'user pool',
      arn: { service: 'cognito-idp', prefix: 'userpool/', id: /[\w-]{1,55}/ },
      namedBy: [named('AWS/Cognito', 'UserPool')],
    },
  ],
};
