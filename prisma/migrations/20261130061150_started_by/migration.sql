-- AlterTable
ALTER TABLE "Build" ADD COLUMN     "startedBy" TEXT;
