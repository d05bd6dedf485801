FROM node:24-slim
WORKDIR /certloom
ENV NODE_ENV=production
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
USER node
ENTRYPOINT ["node", "bin/certloom.ts"]
CMD ["web"]
