FROM node:24-slim
WORKDIR /certloom
ENV NODE_ENV=production
COPY package.json package-lock.json ./
RUN npm install --no-save --omit=dev
COPY . .
USER node
ENTRYPOINT ["node", "bin/certloom.ts"]
CMD ["web"]
