/** Model Express' image where nobody names one: the newest tag that was seen published. */
export const SERVER_IMAGE = "nvcr.io/nvidia/ai-dynamo/modelexpress-server:0.5.1";
