// The kernel's SCTP without any privilege: two addresses, and no path that can be cut.

export const clientAddresses = ['127.0.0.1', '127.0.0.2'];
export const serverAddresses = clientAddresses;
