/** The default image of Model Express: the newest tag known to be published. */
export const SERVER_IMAGE = "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1";
